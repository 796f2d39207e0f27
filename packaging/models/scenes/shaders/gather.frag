#version 430
// Every pixel of the picture gathers several that were drawn; shape and depth are of one of them.
uniform sampler2D direct;
uniform sampler2D indirect;
uniform sampler2D shape;
uniform sampler2D inv_depth;
uniform sampler2DArray skies;
uniform mat3 from_eye;
uniform vec2 reach;
uniform int finer;
uniform float sky;
uniform float sky_turn;
uniform float sky_way;
uniform vec3 sky_high;
uniform vec3 sky_low;
uniform float ambient;
uniform float fog;
uniform vec3 fog_colour;
in vec2 uv;
layout(location = 0) out vec4 light;
layout(location = 1) out vec4 faces;
layout(location = 2) out float nearness;
layout(location = 3) out float thing;

float hash(vec2 p) { return fract(52.9829189 * fract(dot(p, vec2(0.06711056, 0.00583715)))); }
float noise(vec2 p) {
    vec2 i = floor(p), f = fract(p); f = f * f * (3 - 2 * f);
    vec4 h = fract(sin(vec4(dot(i, vec2(127.1, 311.7)), dot(i + vec2(1, 0), vec2(127.1, 311.7)),
        dot(i + vec2(0, 1), vec2(127.1, 311.7)), dot(i + 1.0, vec2(127.1, 311.7)))) * 43758.5453);
    return mix(mix(h.x, h.y, f.x), mix(h.z, h.w, f.x), f.y);
}

vec3 beyond(vec2 uv) {
    vec3 v = normalize(from_eye * vec3((uv * 2 - 1) * reach, -1));
    if (sky_way > 0.5) {
        float up = clamp(v.y, 0.0, 1.0);
        vec3 c = mix(sky_low, sky_high, pow(up, 0.5));
        vec2 p = v.xz / (0.15 + max(v.y, 0.0)) * 1.5 + sky_turn * 40;
        float cloud = noise(p) * 0.5 + noise(p * 2.1) * 0.25 + noise(p * 4.3) * 0.13 + noise(p * 9) * 0.07;
        cloud = smoothstep(0.45, 0.75, cloud + 0.25 * sin(sky_turn * 7)) * smoothstep(0.0, 0.15, v.y);
        return mix(c, vec3(max(sky_low.x, 0.8)) * 1.1, cloud * 0.85);
    }
    float s = sin(sky_turn), c = cos(sky_turn);
    v = vec3(c * v.x + s * v.z, v.y, -s * v.x + c * v.z);
    vec2 place = vec2(atan(v.x, -v.z) / 6.2831853 + 0.5, acos(clamp(v.y, -1.0, 1.0)) / 3.1415927);
    return textureLod(skies, vec3(place, sky), 0.0).rgb * max(ambient, 0.3);
}

vec3 place_of(vec2 uv, float inv) { return vec3((uv * 2 - 1) * reach, -1) / max(inv, 1e-6); }

// What water mirrors of what is seen elsewhere in the picture; 0 in the last where it is nothing.
vec4 mirrored(vec3 p, vec3 n) {
    vec3 r = reflect(normalize(p), n);
    float far = 0.03 * length(p);
    for (int k = 0; k < 40; k++) {
        vec3 q = p + r * far;
        if (q.z > -0.05) break;
        vec2 at = q.xy / (-q.z * reach) * 0.5 + 0.5;
        if (any(lessThan(at, vec2(0.0))) || any(greaterThan(at, vec2(1.0)))) break;
        ivec2 there = ivec2(at * vec2(textureSize(inv_depth, 0)));
        float other = texelFetch(inv_depth, there, 0).r;
        vec4 light = texelFetch(indirect, there, 0);
        if (other > 0 && light.a > 0 && -q.z > 1.0 / other && -q.z < 1.0 / other + 0.6 * far + 0.3) {
            vec3 c = texelFetch(direct, there, 0).rgb + light.rgb;
            return vec4(mix(fog_colour, c, exp(-fog / other)), 1);
        }
        far *= 1.16;
    }
    return vec4(0);
}

void main() {
    ivec2 pixel = ivec2(gl_FragCoord.xy);
    ivec2 first = pixel * finer;
    ivec2 chosen = first + ivec2(finer / 2);
    vec2 size = vec2(textureSize(inv_depth, 0));
    float inv = texelFetch(inv_depth, chosen, 0).r;
    vec4 s = texelFetch(shape, chosen, 0);
    float open = 1.0;
    if (inv > 0) {
        vec3 p = place_of(uv, inv);
        vec3 n = vec3(-s.x, s.y, s.z);
        float radius = clamp(0.25 / inv * 0.35, 0.06, 0.8);
        float around = radius * inv / reach.y * 0.5;
        float turn = hash(gl_FragCoord.xy) * 6.2831853;
        float dark = 0.0;
        const int TAPS = 14;
        for (int k = 0; k < TAPS; k++) {
            float r = sqrt((float(k) + 0.5) / float(TAPS));
            float a = turn + float(k) * 2.3999632;
            vec2 q = uv + vec2(cos(a), sin(a)) * r * around;
            float other = texture(inv_depth, q).r;
            if (other <= 0 || any(lessThan(q, vec2(0.0))) || any(greaterThan(q, vec2(1.0)))) continue;
            vec3 d = place_of(q, other) - p;
            float far = length(d);
            dark += max(0.0, dot(n, d) / (far + 1e-4) - 0.1) * smoothstep(2.0 * radius, 0.5 * radius, far);
        }
        open = clamp(1.0 - 1.6 * dark / float(TAPS), 0.1, 1.0);
    }
    vec3 sum = vec3(0);
    for (int y = 0; y < finer; y++)
        for (int x = 0; x < finer; x++) {
            ivec2 at = first + ivec2(x, y);
            float i = texelFetch(inv_depth, at, 0).r;
            vec3 c;
            if (i > 0) {
                vec4 around = texelFetch(indirect, at, 0);
                if (around.a < 0) {
                    vec3 n = texelFetch(shape, at, 0).xyz;
                    vec2 here = (vec2(at) + 0.5) / size;
                    float ripple = 0.03 * (noise(vec2(here.x * 60, here.y * 400)) - 0.5);
                    vec4 found = mirrored(place_of(here, i), normalize(vec3(-n.x + ripple, n.y, n.z)));
                    around.rgb = mix(around.rgb, found.rgb, -around.a * found.a);
                    c = texelFetch(direct, at, 0).rgb + around.rgb;
                } else c = texelFetch(direct, at, 0).rgb * mix(1.0, open, 0.35) + around.rgb * open;
                c = mix(fog_colour, c, exp(-fog / i));
            } else {
                c = beyond((vec2(at) + 0.5) / size);
                if (fog > 0) c = mix(c, fog_colour, exp(-8 * max(0.0, (from_eye * vec3((uv * 2 - 1) * reach, -1)).y)));
            }
            sum += min(c, vec3(30));
        }
    light = vec4(sum / float(finer * finer), 1);
    faces = inv > 0 ? vec4(normalize(s.xyz) * 0.5 + 0.5, 1) : vec4(0.5, 0.5, 1, 0);
    nearness = inv;
    thing = inv > 0 ? s.w : 0;
}
