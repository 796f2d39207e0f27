#version 430
// What a surface sends to the camera: light of lamps, light from around, its direction and depth.
// How a lamp's light falls off, and the shine, are plain Blinn and Phong; more is not needed here.
const int LAMPS = 3;
const float SHADOW_SIDE = 1024;
struct Material { vec4 colour; vec4 more; };
layout(std430, binding = 0) buffer Materials { Material materials[]; };
uniform sampler2DArray textures;
uniform sampler2DArray skies;
uniform sampler2D shadows;
uniform mat4 to_eye;
uniform mat4 to_lamp[LAMPS];
uniform vec3 lamp_place[LAMPS];
uniform vec3 lamp_along[LAMPS];
uniform vec3 lamp_light[LAMPS];
uniform float lamp_is_sun[LAMPS];
uniform int lamps;
uniform vec3 around[9];
uniform vec3 eye;
uniform float ambient;
uniform float sky;
uniform float sky_turn;
uniform float sky_way;
uniform vec3 sky_high;
uniform vec3 sky_low;
in vec3 at;
in vec3 seen;
in vec3 faces;
in vec2 turn;
flat in int row;
flat in float which;
layout(location = 0) out vec4 direct;
layout(location = 1) out vec4 indirect;
layout(location = 2) out vec4 shape;
layout(location = 3) out float inv_depth;

vec3 turned(vec3 v) {
    float s = sin(sky_turn), c = cos(sky_turn);
    return vec3(c * v.x + s * v.z, v.y, -s * v.x + c * v.z);
}

vec3 from_around(vec3 n) {
    n = turned(n);
    return max(vec3(0.0), around[0] + around[1] * n.y + around[2] * n.z + around[3] * n.x
        + around[4] * n.x * n.y + around[5] * n.y * n.z + around[6] * (3 * n.z * n.z - 1)
        + around[7] * n.x * n.z + around[8] * (n.x * n.x - n.y * n.y));
}

vec3 from_sky(vec3 v, float lod) {
    v = turned(v);
    vec2 place = vec2(atan(v.x, -v.z) / 6.2831853 + 0.5, acos(clamp(v.y, -1.0, 1.0)) / 3.1415927);
    return textureLod(skies, vec3(place, sky), lod).rgb;
}

// Waves turn the light, not the surface: they are seen, but water is flat.
vec3 waves(vec3 n, float rough, float away) {
    vec2 slope = vec2(0.0);
    for (int k = 0; k < 9; k++) {
        float a = float(k) * 2.3999632 + rough * 40.0, size = 0.09 * pow(1.75, float(k));
        vec2 along = vec2(cos(a), sin(a));
        float phase = dot(at.xz, along) * 6.2831853 / size + 3.0 * sin(dot(at.xz, along.yx) * 1.7 / size + a);
        slope += along * cos(phase) * smoothstep(1.0, 0.2, away * 0.004 / size);
    }
    return normalize(n + vec3(slope.x, 0, slope.y) * (0.01 + 0.09 * rough));
}

float lit(int lamp, vec3 n) {
    vec4 p = to_lamp[lamp] * vec4(at + n * 0.02, 1);
    vec3 q = p.xyz / p.w * 0.5 + 0.5;
    if (p.w <= 0 || any(lessThan(q, vec3(0.002))) || any(greaterThan(q, vec3(0.998))))
        return lamp_is_sun[lamp] > 0.5 ? 1.0 : 0.0;
    float sum = 0.0;
    float bias = lamp_is_sun[lamp] > 0.5 ? 0.0012 : 0.0004;
    for (int y = -1; y <= 1; y++)
        for (int x = -1; x <= 1; x++) {
            vec2 uv = clamp(q.xy + vec2(x, y) / SHADOW_SIDE, 0.001, 0.999);
            sum += texture(shadows, vec2((uv.x + float(lamp)) / float(LAMPS), uv.y)).r + bias > q.z ? 1.0 : 0.0;
        }
    return sum / 9.0;
}

void main() {
    Material m = materials[row];
    vec3 n = normalize(faces);
    vec3 to_viewer = normalize(eye - at);
    vec4 albedo = vec4(m.colour.rgb, 1);
    bool is_water = m.colour.a > 2.5;
    if (is_water) {
    } else if (m.colour.a > 1.5) {
        vec3 a = abs(n);
        vec2 place = a.y > max(a.x, a.z) ? at.xz : a.x > a.z ? vec2(at.z, -at.y) : vec2(at.x, -at.y);
        vec4 t = texture(textures, vec3(place * m.more.y, m.more.x));
        albedo.rgb *= pow(t.rgb, vec3(2.2));
    } else if (m.colour.a > 0.5) {
        vec4 t = texture(textures, vec3(turn.x, 1.0 - turn.y, m.more.x));
        if (t.a < 0.5) discard;
        albedo.rgb *= pow(t.rgb, vec3(2.2));
    }
    if (dot(n, to_viewer) < 0) n = -n;
    vec3 surface = n;
    if (is_water) n = waves(n, m.more.w, length(eye - at));
    vec3 sum = vec3(0), shine = vec3(0);
    float gloss = m.more.z;
    for (int k = 0; k < lamps; k++) {
        vec3 to_lamp_ = lamp_is_sun[k] > 0.5 ? -lamp_along[k] : lamp_place[k] - at;
        float away = lamp_is_sun[k] > 0.5 ? 1.0 : length(to_lamp_);
        vec3 l = normalize(to_lamp_);
        float power = max(dot(n, l), 0.0) / (away * away);
        if (power <= 0) continue;
        power *= lit(k, n);
        sum += lamp_light[k] * power;
        vec3 h = normalize(l + to_viewer);
        shine += lamp_light[k] * power * gloss * pow(max(dot(n, h), 0.0), 4.0 + 120.0 * gloss);
    }
    float rim = pow(1.0 - max(dot(n, to_viewer), 0.0), 5.0);
    vec3 mirrored = from_sky(reflect(-to_viewer, n), 6.0 - 5.0 * gloss);
    vec3 from_mirror = mirrored * ambient * gloss * gloss * (0.04 + 0.5 * rim);
    float glow = is_water ? 0.0 : m.more.w;
    direct = vec4(albedo.rgb * sum + shine + albedo.rgb * glow * 2, 1);
    indirect = vec4(albedo.rgb * from_around(n) * ambient + from_mirror, 1);
    if (is_water) {
        vec3 r = reflect(-to_viewer, n);
        r.y = abs(r.y);
        vec3 above = sky_way > 0.5 ? mix(sky_low, sky_high, pow(clamp(r.y, 0.0, 1.0), 0.5))
            : from_sky(r, 1.0) * max(ambient, 0.3);
        rim = 0.03 + 0.97 * pow(1.0 - max(dot(n, to_viewer), 0.0), 5.0);
        direct.rgb *= 1.0 - rim;
        indirect = vec4(albedo.rgb * from_around(n) * ambient * (1.0 - rim) + above * rim, -rim);
    }
    vec3 c = normalize(mat3(to_eye) * surface);
    shape = vec4(-c.x, c.y, c.z, which);
    inv_depth = -1 / seen.z;
}
