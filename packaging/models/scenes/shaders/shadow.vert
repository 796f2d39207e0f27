#version 430
// Where a lamp sees a corner.
uniform mat4 to_lamp;
in vec3 place;
void main() { gl_Position = to_lamp * vec4(place, 1); }
