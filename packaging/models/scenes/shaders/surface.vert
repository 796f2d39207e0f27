#version 430
// A corner as the camera sees it.
uniform mat4 to_eye;
uniform mat4 to_picture;
in vec3 place;
in vec3 normal;
in vec2 uv;
in float material;
in float thing;
out vec3 at;
out vec3 seen;
out vec3 faces;
out vec2 turn;
flat out int row;
flat out float which;
void main() {
    at = place;
    seen = (to_eye * vec4(place, 1)).xyz;
    faces = normal;
    turn = uv;
    row = int(material);
    which = thing;
    gl_Position = to_picture * vec4(seen, 1);
}
