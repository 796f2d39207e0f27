#version 430
// From light to the picture: exposure, a curve, and perhaps flat shades and lines as if drawn.
uniform sampler2D light;
uniform sampler2D thing;
uniform sampler2D faces;
uniform sampler2D nearness;
uniform float bright;
uniform float curve;
uniform float style;
uniform vec3 ink;
in vec2 uv;
layout(location = 0) out vec4 colour;

void main() {
    ivec2 at = ivec2(gl_FragCoord.xy);
    vec3 c = texelFetch(light, at, 0).rgb;
    vec3 mean = textureLod(light, vec2(0.5), 20.0).rgb;
    c *= bright / max(dot(mean, vec3(0.3, 0.6, 0.1)), 1e-3);
    c = curve > 0.5 ? c * (2.51 * c + 0.03) / (c * (2.43 * c + 0.59) + 0.14) : min(c, vec3(1));
    c = pow(clamp(c, 0.0, 1.0), vec3(1.0 / 2.2));
    if (style > 0.5) {
        float top = max(max(c.r, c.g), c.b);
        float steps = floor(style * 2) + 1;
        c *= (floor(top * steps + 0.5) + 0.3) / steps / max(top, 0.05);
        float t = texelFetch(thing, at, 0).r;
        vec3 n = texelFetch(faces, at, 0).xyz;
        float d = texelFetch(nearness, at, 0).r, line = 0.0;
        for (int k = 0; k < 4; k++) {
            ivec2 next = clamp(at + ivec2(k == 0 ? 1 : k == 1 ? -1 : 0, k == 2 ? 1 : k == 3 ? -1 : 0),
                ivec2(0), textureSize(thing, 0) - 1);
            float other = texelFetch(nearness, next, 0).r;
            if (texelFetch(thing, next, 0).r != t || distance(texelFetch(faces, next, 0).xyz, n) > 0.3
                || abs(other - d) > 0.08 * max(d, other)) line = 1.0;
        }
        c = mix(c, ink, line * step(1.5, style));
    }
    colour = vec4(c, 1);
}
