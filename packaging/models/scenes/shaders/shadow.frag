#version 430
// Only depth is kept.
void main() {}
