"""Goods without a package: bread, fruit, vegetables, meat, and small things."""
import math

from svg import Picture, circle, dark, glint, leaf, light, mix, oval, path, rect, stroke


def grains(seed):
    """An endless row of the same pseudo-random numbers, so that each build draws the same picture."""
    while True:
        seed = (seed * 1103515245 + 12345) % 2147483648
        yield seed >> 8


def round_bread(crust='#d98f3e', middle='#e8b468', seeds=True):
    p = Picture().shadow(230)
    p.add(circle(180, 186, 130, dark(crust, 0.2)), circle(180, 183, 128, p.ball(crust, 0.18)), circle(180, 183, 76, dark(crust, 0.12)), circle(180, 183, 72, p.ball(middle, 0.1)))
    for ring, count in ((0, 1), (15, 6), (29, 12), (44, 18), (58, 24)):
        for i in range(count):
            a = 2 * math.pi * i / count
            p.add(circle(round(180 + ring * math.cos(a), 1), round(183 + ring * math.sin(a), 1), 3.6, dark(crust, 0.35)))
    numbers = grains(11)
    for i in range(60 if seeds else 0):
        a, r = next(numbers) % 628 / 100, 86 + next(numbers) % 34
        p.add(oval(round(180 + r * math.cos(a), 1), round(183 + r * math.sin(a), 1), 6, 3, '#fbe6b8', next(numbers) % 180))
    return p.add(glint('M86 140 Q104 98 146 80', 13, 0.4))


def loaf(crust='#b8752d', cuts=4, seeds=False):
    p = Picture().shadow(280)
    p.add(path('M44 238 C40 176 96 148 180 146 C264 148 320 176 316 238 C318 294 292 312 250 314 H110 C68 312 42 294 44 238Z', p.gradient(light(crust, 0.28), crust, dark(crust, 0.22), across=False)))
    for i in range(cuts):
        x = 180 + (i - (cuts - 1) / 2) * 200 / cuts
        p.add(path(f'M{x - 22} 232 Q{x - 10} 176 {x + 24} 166 Q{x + 16} 206 {x + 4} 240 Q{x - 12} 246 {x - 22} 232Z', light(crust, 0.55)), stroke(f'M{x - 22} 232 Q{x - 10} 176 {x + 24} 166', dark(crust, 0.2), 4))
    numbers = grains(5)
    for i in range(46 if seeds else 0):
        p.add(oval(70 + next(numbers) % 220, 190 + next(numbers) % 100, 5, 2.6, '#4a3520' if i % 3 else '#fbe6b8', next(numbers) % 180))
    return p.add(glint('M66 222 Q76 190 110 176', 9, 0.35))


def tin_loaf(crust='#a8642a'):
    p = Picture().shadow(270)
    p.add(path('M62 178 C54 128 96 116 190 116 C280 116 320 130 310 178 L302 300 Q300 314 286 314 H86 Q72 314 70 300Z', p.gradient(light(crust, 0.2), crust, dark(crust, 0.2), across=False)))
    p.add(path('M66 184 C90 160 280 160 306 184 L302 300 Q300 314 286 314 H86 Q72 314 70 300Z', dark(crust, 0.1)))
    return p.add(glint('M86 152 Q120 132 200 132', 10, 0.4), stroke('M140 136 Q186 158 250 138', dark(crust, 0.2), 5))


def baguette(crust='#cf8c3c'):
    p = Picture().shadow(280)
    p.add('<g transform="rotate(-34 180 190)">', rect(20, 150, 320, 82, p.gradient(light(crust, 0.25), crust, dark(crust, 0.25), across=False), 41))
    for x in range(60, 300, 50):
        p.add(path(f'M{x} 216 Q{x + 6} 172 {x + 44} 162 Q{x + 38} 194 {x + 26} 212Z', light(crust, 0.55)))
    return p.add('</g>')


def buns(crust='#c8812f', shape='bun'):
    p = Picture().shadow(260)
    if shape == 'croissant':
        p.add(path('M48 262 C60 160 140 112 196 116 C270 120 316 182 318 262 C292 238 262 236 246 252 C226 224 146 220 122 256 C104 236 72 238 48 262Z', p.gradient(light(crust, 0.35), crust, dark(crust, 0.18), across=False)))
        for d in ('M122 254 Q110 188 132 136', 'M180 230 Q174 170 178 118', 'M246 250 Q256 190 232 132', 'M84 240 Q80 206 96 174', 'M284 240 Q288 210 270 172'):
            p.add(stroke(d, dark(crust, 0.22), 6))
        return p.add(glint('M146 150 Q168 136 196 136', 8, 0.5))
    for x, y in ((118, 244), (244, 244), (180, 196)):
        p.add(oval(x, y + 6, 80, 62, dark(crust, 0.25)), oval(x, y, 80, 62, p.ball(crust)), glint(f'M{x - 46} {y - 14} q12 -28 42 -32', 9, 0.45))
        for dx, dy in ((-12, -36), (8, -44), (24, -28), (0, -22), (-28, -22)):
            p.add(oval(x + dx, y + dy, 5, 2.6, '#fbe6b8', dx * 7))
    return p


def lavash(colour='#ecd2a0'):
    p = Picture().shadow(260)
    for i, y in enumerate((266, 226, 186)):
        p.add(rect(56, y, 248, 50, p.gradient(light(colour, 0.3), colour, dark(colour, 0.14), across=False), 25), oval(282, y + 25, 20, 24, dark(colour, 0.1)), path(f'M282 {y + 12} a12 13 0 1 1 -9 22', 'none', f'stroke="{dark(colour, 0.35)}" stroke-width="4"'))
        for k in range(5):
            p.add(oval(84 + k * 38 + i * 9, y + 16 + k * 13 % 20, 9, 5, mix(colour, '#9a6128', 0.5), 0, 'opacity="0.55"'))
    return p


def apples(colour='#7fb02e', blush=None, count=2):
    p = Picture().shadow(250 if count > 1 else 170)
    spots = ((236, 214, 74), (138, 206, 88)) if count > 1 else ((180, 206, 108),)
    for x, y, r in spots:
        paint = p.ball(colour)
        d = f'M{x} {y - r * 0.72} C{x + r * 0.55} {y - r * 1.15} {x + r * 1.25} {y - r * 0.6} {x + r} {y + r * 0.2} C{x + r * 0.8} {y + r * 1.1} {x + r * 0.3} {y + r * 1.12} {x} {y + r * 0.98} C{x - r * 0.3} {y + r * 1.12} {x - r * 0.8} {y + r * 1.1} {x - r} {y + r * 0.2} C{x - r * 1.25} {y - r * 0.6} {x - r * 0.55} {y - r * 1.15} {x} {y - r * 0.72}Z'
        p.add(path(d, paint))
        if blush:
            p.add(f'<g {p.clip(path(d))}>' + circle(x + r * 0.6, y + r * 0.3, r * 0.9, blush, 'opacity="0.2"') + circle(x + r * 0.75, y + r * 0.4, r * 0.65, blush, 'opacity="0.25"') + '</g>')
        p.add(stroke(f'M{x} {y - r * 0.66} q4 -{r * 0.4} {r * 0.22} -{r * 0.52}', '#6b4423', 7), leaf(x + r * 0.08, y - r * 0.86, r * 0.62, -28), oval(x - r * 0.5, y - r * 0.1, r * 0.13, r * 0.24, '#ffffff', 24, 'opacity="0.5"'))
    return p


def pears(colour='#c7c13c', blush='#d98a3a'):
    p = Picture().shadow(230)
    for x, s in ((240, 0.86), (136, 1.0)):
        d = f'M{x} {316 - 216 * s} C{x + 36 * s} {316 - 216 * s} {x + 34 * s} {316 - 150 * s} {x + 52 * s} {316 - 118 * s} C{x + 92 * s} {316 - 54 * s} {x + 66 * s} 316 {x} 316 C{x - 66 * s} 316 {x - 92 * s} {316 - 54 * s} {x - 52 * s} {316 - 118 * s} C{x - 34 * s} {316 - 150 * s} {x - 36 * s} {316 - 216 * s} {x} {316 - 216 * s}Z'
        p.add(path(d, p.ball(colour)), f'<g {p.clip(path(d))}>' + circle(x + 56 * s, 316 - 56 * s, 56 * s, blush, 'opacity="0.16"') + circle(x + 64 * s, 316 - 50 * s, 40 * s, blush, 'opacity="0.2"') + '</g>')
        p.add(stroke(f'M{x} {320 - 216 * s} q2 -20 14 -28', '#6b4423', 7), leaf(x + 4, 314 - 216 * s, 50 * s, -16), oval(x - 34 * s, 316 - 86 * s, 10 * s, 22 * s, '#ffffff', 14, 'opacity="0.5"'))
    return p


def round_fruit(colour='#f28a1b', half=None, leaves=True, r=76):
    """Oranges, lemons, peaches, plums: three, or two and a half one."""
    p = Picture().shadow(266)
    for x, y in ((108, 242), (252, 242), (180, 172)):
        if half and (x, y) == (252, 242):
            p.add(circle(x, y, r, colour), circle(x, y, r * 0.9, light(colour, 0.75)), circle(x, y, r * 0.8, half))
            for turn in range(0, 360, 40):
                p.add(f'<path d="M{x} {y} L{x - r * 0.21:.0f} {y - r * 0.72:.0f} Q{x} {y - r * 0.82:.0f} {x + r * 0.21:.0f} {y - r * 0.72:.0f}Z" fill="{light(half, 0.25)}" transform="rotate({turn} {x} {y})"/>')
            p.add(circle(x, y, 6, light(colour, 0.75)))
            continue
        p.add(circle(x, y, r, p.ball(colour)), oval(x - r * 0.42, y - r * 0.42, r * 0.14, r * 0.24, '#ffffff', 40, 'opacity="0.5"'))
        if leaves:
            p.add(circle(x + 4, y - r * 0.78, 6, dark(colour, 0.4)))
    if leaves:
        p.add(leaf(184, 112, 62, -26), leaf(182, 112, 44, 200, '#6aae4e'))
    return p


def stone_fruit(colour='#f0a24a', blush='#d9503c'):
    p = Picture().shadow(256)
    for x, y in ((112, 238), (250, 240), (182, 176)):
        d = f'M{x - 78} {y} a78 78 0 1 0 156 0 a78 78 0 1 0 -156 0Z'
        p.add(circle(x, y, 78, p.ball(colour)), f'<g {p.clip(path(d))}>' + circle(x + 36, y + 16, 62, blush, 'opacity="0.42"') + '</g>')
        p.add(stroke(f'M{x + 10} {y - 74} Q{x + 34} {y - 10} {x + 12} {y + 68}', mix(colour, blush, 0.65), 5, 'opacity="0.8"'), oval(x - 34, y - 32, 10, 18, '#ffffff', 36, 'opacity="0.5"'))
    return p.add(leaf(186, 106, 66, -24))


def berries(colour='#6a2b6f', stalks=False, bunch=True):
    p = Picture().shadow(200)
    if bunch:
        p.add(stroke('M182 44 V92', '#6b4423', 9), leaf(186, 84, 84, -12), leaf(176, 82, 64, 168, '#6aae4e'))
        rows = ((98, 5), (138, 6), (178, 5), (216, 4), (252, 3), (284, 2))
        for row, (y, count) in enumerate(rows):
            for i in range(count):
                x = 180 + (i - (count - 1) / 2) * 38 + (row % 2) * 3
                p.add(circle(x, y + 12, 24, p.ball(colour, 0.4)), oval(x - 8, y + 4, 4, 7, '#ffffff', 35, 'opacity="0.55"'))
        return p
    for x, y in ((110, 262), (180, 270), (250, 262), (144, 206), (216, 206), (180, 154)):
        if stalks:
            p.add(stroke(f'M{x} {y - 34} Q{x + 8} {y - 90} 204 62', '#5d8a2c', 5))
    for x, y in ((110, 262), (250, 262), (180, 270), (144, 206), (216, 206), (180, 154)):
        p.add(circle(x, y, 44, p.ball(colour, 0.35)), oval(x - 15, y - 16, 7, 12, '#ffffff', 35, 'opacity="0.6"'))
    if stalks:
        p.add(leaf(204, 64, 80, 4))
    return p


def strawberries():
    p = Picture().shadow(230)
    for x, y, s in ((236, 176, 0.86), (126, 170, 1.0), (184, 206, 1.0)):
        p.add(path(f'M{x - 62 * s} {y - 30 * s} C{x - 50 * s} {y - 66 * s} {x + 50 * s} {y - 66 * s} {x + 62 * s} {y - 30 * s} C{x + 66 * s} {y + 30 * s} {x + 26 * s} {y + 96 * s} {x} {y + 108 * s} C{x - 26 * s} {y + 96 * s} {x - 66 * s} {y + 30 * s} {x - 62 * s} {y - 30 * s}Z', p.ball('#d9302c')))
        for i, (dx, dy) in enumerate(((-34, -8), (-8, -16), (20, -8), (40, -16), (-24, 26), (4, 18), (30, 22), (-10, 56), (16, 54), (2, 84))):
            p.add(oval(x + dx * s, y + dy * s, 3.4, 5, '#fbe0a0', dx // 3))
        for turn in (-150, -120, -90, -60, -30):
            p.add(leaf(x, y - 46 * s, 44 * s, turn, '#4f9a3a'))
    return p


def pomegranate():
    p = Picture().shadow(250)
    p.add(circle(140, 214, 100, p.ball('#c22f3a')), path('M122 122 L116 88 L134 102 L142 82 L152 102 L168 88 L160 122Z', '#a3262f'), oval(104, 176, 14, 26, '#ffffff', 30, 'opacity="0.4"'))
    p.add(circle(248, 248, 70, '#c22f3a'), circle(248, 248, 62, '#f6e2c0'))
    numbers = grains(3)
    for i in range(34):
        a, r = next(numbers) % 628 / 100, (next(numbers) % 100 / 100) ** 0.5 * 52
        p.add(oval(round(248 + r * math.cos(a), 1), round(248 + r * math.sin(a), 1), 8, 10, ('#c8203a', '#e04858')[i % 2], next(numbers) % 180))
    return p


def bananas():
    p = Picture().shadow(250)
    for i, (turn, c) in enumerate(((-16, '#e8b92a'), (0, '#f2c93a'), (15, '#f8d858'))):
        p.add(f'<g transform="translate(18 -8) rotate({turn} 250 70) scale(0.96)">', path('M238 62 C250 170 190 264 66 292 C58 300 66 314 82 314 C214 312 300 204 268 60Z', p.gradient(light(c, 0.25), c, dark(c, 0.1))),
              stroke('M250 84 C258 184 200 278 84 304', dark(c, 0.2), 4, 'opacity="0.6"'), oval(72, 304, 11, 9, '#6b4423', 24), '</g>')
    return p.add(path('M246 60 L248 34 Q260 27 274 34 L282 62 Q264 72 246 60Z', '#8a7a2a'))


def melon(colour='#f0cf62', lines='#d9b13b'):
    p = Picture().shadow(250)
    p.add(oval(176, 206, 138, 104, p.ball(colour, 0.2)))
    for k in range(-3, 4):
        p.add(path(f'M44 206 Q176 {206 + k * 62} 310 206', 'none', f'stroke="{lines}" stroke-width="3" opacity="0.7"'))
    return p.add(stroke('M312 202 Q332 196 330 170', '#7a8a3a', 10), glint('M96 158 Q122 128 166 122', 13, 0.5))


def watermelon():
    p = Picture().shadow(260)
    p.add(circle(150, 190, 118, p.ball('#3f8a3a')))
    clip = p.clip(circle(150, 190, 118, '#000000'))
    stripes = ''.join(stroke(f'M{150 + k * 44} 66 q{k * 30 + 14} 62 {k * 8} 124 t{k * 8} 124', '#1f5a2a', 14) for k in (-2, -1, 0, 1, 2))
    p.add(f'<g {clip}>{stripes}</g>', glint('M70 138 Q90 102 128 88', 12, 0.3))
    p.add(path('M170 238 A 82 82 0 0 0 334 238Z', '#2f7a34'), path('M178 238 A 74 74 0 0 0 326 238Z', '#eaf3d0'), path('M186 238 A 66 66 0 0 0 318 238Z', '#e0453f'))
    for x, y in ((212, 258), (240, 276), (268, 276), (292, 258), (252, 254)):
        p.add(oval(x, y, 4, 7, '#2a1a14', (252 - x) / 2))
    return p


def tomatoes(colour='#d93a26'):
    p = Picture().shadow(256)
    for x, y in ((106, 240), (254, 240), (180, 176)):
        p.add(oval(x, y, 82, 74, p.ball(colour)), oval(x - 38, y - 30, 10, 18, '#ffffff', 40, 'opacity="0.55"'))
        for turn in (-170, -130, -90, -50, -10):
            p.add(leaf(x, y - 58, 36, turn, '#3f7d2c'))
        p.add(stroke(f'M{x} {y - 58} q2 -14 10 -20', '#3f7d2c', 6))
    return p


def long_vegetables(colour, top, tip='round', count=3, bumps=False):
    """Cucumbers, carrots, aubergines, radishes: slanting, side by side."""
    p = Picture().shadow(260)
    for i in range(count):
        y = 286 - i * 66
        p.add(f'<g transform="translate({180 + (i % 2) * 10} {y}) rotate({-8 + i * 3})">')
        if tip == 'sharp':
            p.add(path('M-120 -6 C-118 -34 -70 -34 120 -2 C130 4 120 10 108 10 C-70 34 -118 32 -120 -6Z', p.gradient(light(colour, 0.25), colour, dark(colour, 0.2), across=False)))
            for turn in (150, 175, 200):
                p.add(leaf(-114, 0, 62, turn, top))
            for x in (-84, -44, 0, 40):
                p.add(stroke(f'M{x} -18 q4 8 0 16', dark(colour, 0.2), 3))
        elif tip == 'egg':
            p.add(path('M-96 0 C-96 -26 -40 -24 10 -34 C80 -48 132 -30 132 2 C132 36 80 48 10 34 C-40 26 -96 28 -96 0Z', p.gradient(light(colour, 0.25), colour, dark(colour, 0.35), across=False)), path('M-104 -2 Q-92 -34 -48 -22 L-66 -8 L-46 0 L-66 8 L-48 22 Q-92 34 -104 -2Z', top), stroke('M-102 0 L-130 -8', top, 11), glint('M0 -22 Q50 -32 96 -18', 8, 0.35))
        else:
            p.add(rect(-128, -32, 256, 64, p.gradient(light(colour, 0.3), colour, dark(colour, 0.28), across=False), 32), oval(-122, 0, 8, 12, top), glint('M-92 -16 H60', 6, 0.3))
            if bumps:
                for x in range(-100, 110, 26):
                    p.add(circle(x, (x // 26 * 17) % 30 - 12, 3, light(colour, 0.4)))
        p.add('</g>')
    return p


def roots(colour, count=3, top=None, eyes=False, rings=False):
    """Potatoes, onions, beets, garlic."""
    p = Picture().shadow(256)
    spots = ((110, 246), (252, 248), (182, 180))[:count]
    for n, (x, y) in enumerate(spots):
        if eyes:
            p.add(oval(x, y, 84, 64, p.ball(colour, 0.22), (-14, 16, 4)[n]))
            for dx, dy in ((-36, -10), (8, -30), (38, 6), (-8, 26), (22, -8)):
                p.add(oval(x + dx, y + dy, 5, 3, dark(colour, 0.3)))
        else:
            p.add(path(f'M{x} {y - 92} C{x + 10} {y - 66} {x + 78} {y - 56} {x + 78} {y + 8} C{x + 78} {y + 58} {x + 34} {y + 70} {x} {y + 72} C{x - 34} {y + 70} {x - 78} {y + 58} {x - 78} {y + 8} C{x - 78} {y - 56} {x - 10} {y - 66} {x} {y - 92}Z', p.ball(colour)))
            if rings:
                for k in (-46, -22, 0, 22, 46):
                    p.add(path(f'M{x} {y - 82} Q{x + k * 1.7} {y} {x} {y + 70}', 'none', f'stroke="{dark(colour, 0.2)}" stroke-width="3" opacity="0.6"'))
            if top:
                for turn in (-120, -92, -62):
                    p.add(leaf(x, y - 76, 66, turn, top))
        p.add(oval(x - 36, y - 22, 9, 17, '#ffffff', 34, 'opacity="0.45"'))
    return p


def cabbage(colour='#9cc46a'):
    p = Picture().shadow(240)
    p.add(circle(180, 198, 118, p.ball(colour)))
    for d in ('M66 214 C84 120 150 96 186 88 C140 140 120 200 142 312', 'M294 210 C280 120 214 96 182 88 C230 140 246 210 222 308', 'M112 292 C130 200 160 160 182 90 C204 160 240 220 252 288'):
        p.add(path(d + 'Z', light(colour, 0.22), 'opacity="0.55"'), stroke(d, dark(colour, 0.2), 4, 'opacity="0.7"'))
    return p.add(glint('M92 152 Q110 120 144 106', 10, 0.4))


def peppers(colour='#d9302c', second='#f2b21b'):
    p = Picture().shadow(250)
    for x, c, s in ((244, second, 0.9), (134, colour, 1.0)):
        y = 316 - 100 * s
        p.add(path(f'M{x} {y - 84 * s} C{x + 30 * s} {y - 116 * s} {x + 104 * s} {y - 96 * s} {x + 92 * s} {y - 16 * s} C{x + 86 * s} {y + 50 * s} {x + 56 * s} {y + 98 * s} {x + 34 * s} {y + 98 * s} C{x + 16 * s} {y + 98 * s} {x + 10 * s} {y + 84 * s} {x} {y + 84 * s} C{x - 10 * s} {y + 84 * s} {x - 16 * s} {y + 98 * s} {x - 34 * s} {y + 98 * s} C{x - 56 * s} {y + 98 * s} {x - 86 * s} {y + 50 * s} {x - 92 * s} {y - 16 * s} C{x - 104 * s} {y - 96 * s} {x - 30 * s} {y - 116 * s} {x} {y - 84 * s}Z', p.ball(c)))
        p.add(stroke(f'M{x - 30 * s} {y - 78 * s} Q{x - 46 * s} {y} {x - 26 * s} {y + 78 * s}', dark(c, 0.2), 5, 'opacity="0.6"'), stroke(f'M{x + 30 * s} {y - 78 * s} Q{x + 46 * s} {y} {x + 26 * s} {y + 78 * s}', dark(c, 0.2), 5, 'opacity="0.6"'))
        p.add(path(f'M{x - 30 * s} {y - 80 * s} Q{x} {y - 104 * s} {x + 30 * s} {y - 80 * s} Q{x} {y - 62 * s} {x - 30 * s} {y - 80 * s}Z', '#3f7d2c'), stroke(f'M{x} {y - 88 * s} q-2 -26 14 -36', '#3f7d2c', 13), glint(f'M{x - 66 * s} {y - 44 * s} q-8 26 2 58', 9, 0.45))
    return p


def pumpkin(colour='#e8862a'):
    p = Picture().shadow(270)
    for x, r in ((86, 62), (274, 62), (124, 78), (236, 78), (180, 84)):
        p.add(oval(x, 216, r, 100, p.ball(colour, 0.25)))
    return p.add(path('M164 124 Q164 82 136 70 L158 56 Q196 72 196 124Z', '#5d7d3a'), glint('M112 164 Q104 206 114 246', 10, 0.4))


def greens(colour='#4f9a3a', band='#c8321f', fine=True):
    p = Picture().shadow(130)
    for i in range(-5, 6):
        x = 180 + i * 24
        p.add(stroke(f'M{180 + i * 6} 318 Q{180 + i * 8} 220 {x} {90 + abs(i) * 12}', dark(colour, 0.1 + (i % 2) * 0.1), 7 if fine else 12))
        for k in range(4 if fine else 0):
            y = 96 + abs(i) * 12 + k * 26
            p.add(leaf(x - i * k * 2, y, 34 - k * 2, -36 - i * 3, light(colour, 0.1 * (k % 2))), leaf(x - i * k * 2, y, 34 - k * 2, 216 - i * 3, colour))
        if not fine:
            p.add(leaf(x, 96 + abs(i) * 12, 60, -90 + i * 7, light(colour, 0.12 * (i % 2))))
    return p.add(rect(140, 262, 80, 20, band, 8), rect(140, 262, 80, 7, light(band, 0.3), 5))


def eggs(count=10, shell='#e8c49a'):
    p = Picture().shadow(270)
    per_row = count // 2
    for row, base in ((0, 188), (1, 216)):
        for i in range(per_row):
            x = 180 + (i - (per_row - 1) / 2) * (190 / per_row * 1.1) + (row * 12 - 6)
            p.add(path(f'M{x} {base - 72} C{x + 34} {base - 66} {x + 38} {base + 30} {x} {base + 32} C{x - 38} {base + 30} {x - 34} {base - 66} {x} {base - 72}Z', p.ball(light(shell, 0.45 if (i + row) % 2 else 0.0), 0.16)), oval(x - 10, base - 36, 5, 12, '#ffffff', 14, 'opacity="0.6"'))
    return p.add(path('M54 214 Q72 196 90 214 T126 214 T162 214 T198 214 T234 214 T270 214 T306 212 L292 302 Q290 316 276 316 H84 Q70 316 68 302Z', p.gradient('#93a5a0', '#80928d', across=False)), rect(96, 254, 168, 36, '#6f827d', 8))


def meat(colour='#b8323a', fat='#f6dcd0', bone=False):
    p = Picture().shadow(270)
    d = 'M58 214 C44 150 104 98 186 104 C268 106 322 152 310 220 C300 286 236 314 168 306 C104 306 68 270 58 214Z'
    p.add(path(d, fat, 'transform="translate(0 10)"'), path(d, dark(fat, 0.12), 'transform="translate(0 14) scale(1 1)" opacity="0.4"'), path(d, fat))
    p.add(path('M78 212 C70 162 118 122 186 126 C254 128 298 162 290 216 C282 268 232 290 172 284 C116 282 86 258 78 212Z', p.ball(colour, 0.2)))
    for s in ('M110 190 Q150 160 190 182 T266 168', 'M104 236 Q150 210 190 236 T272 222', 'M150 262 Q180 250 220 264'):
        p.add(stroke(s, light(fat, 0.1), 6, 'opacity="0.8"'))
    if bone:
        p.add(oval(230, 158, 34, 26, '#fbf3e4'), oval(230, 158, 18, 12, '#e8b49a'))
    return p.add(glint('M98 184 Q112 152 148 142', 9, 0.3))


def minced(colour='#c4474a'):
    p = Picture().shadow(280)
    p.add(rect(42, 236, 276, 78, p.gradient('#ffffff', '#dfe5e8', across=False), 18), rect(54, 224, 252, 30, '#eef2f4', 14))
    p.add(path('M70 244 C70 196 112 158 180 154 C248 158 290 196 290 244Z', dark(colour, 0.2)))
    numbers = grains(17)
    for row in range(6):
        for i in range(13 - row):
            x, y = 180 + (i - (12 - row) / 2) * (16.5 - row * 0.6), 236 - row * 14 + next(numbers) % 5
            c = light(mix(colour, '#f6dcd0', 0.7), 0.1) if next(numbers) % 6 == 0 else light(colour, 0.05 + next(numbers) % 20 / 100)
            p.add(stroke(f'M{x - 8:.0f} {y} q5 -12 11 -2 t9 -3', c, 8))
    return p.add(rect(42, 246, 276, 20, '#ffffff', 8, 'opacity="0.5"'))


def chicken(colour='#f0c394', part='whole'):
    p = Picture().shadow(260)
    if part == 'leg':
        for x, y, turn in ((196, 236, -24), (168, 176, -30)):
            p.add(f'<g transform="rotate({turn} {x} {y})">', path(f'M{x - 108} {y - 6} C{x - 96} {y - 66} {x + 6} {y - 76} {x + 44} {y - 18} L{x + 118} {y - 12} q18 -22 30 -2 q18 10 2 22 q6 20 -18 18 L{x + 44} {y + 20} C{x + 6} {y + 66} {x - 96} {y + 56} {x - 108} {y - 6}Z', p.ball(colour, 0.2)), oval(x + 134, y + 4, 20, 16, '#fbf3e4'), glint(f'M{x - 76} {y - 28} q24 -22 62 -18', 8, 0.5), '</g>')
        return p
    p.add(path('M60 226 C60 150 126 112 204 122 C278 132 316 182 304 238 C294 294 236 316 170 312 C104 310 62 282 60 226Z', p.ball(colour, 0.2)))
    p.add(path('M206 268 C236 212 306 224 316 268 L342 280 q8 14 -6 18 q-4 14 -18 6 L290 296 C262 314 214 308 206 268Z', p.ball(light(colour, 0.08), 0.22)), oval(334, 292, 14, 12, '#fbf3e4'))
    p.add(path('M98 190 C92 244 130 276 170 266 C150 240 150 206 160 184Z', light(colour, 0.12)), stroke('M160 186 C150 208 150 240 170 266', dark(colour, 0.18), 4))
    return p.add(glint('M112 166 Q146 140 194 144', 10, 0.5))


def sausage(colour='#a8433a', inside='#dd8f80', thin=False):
    p = Picture().shadow(270)
    if thin:
        for i in range(4):
            y = 296 - i * 46
            p.add(f'<g transform="rotate(-7 180 {y})">', rect(56, y - 20, 250, 42, p.gradient(light(colour, 0.35), colour, dark(colour, 0.2), across=False), 21), circle(56, y + 1, 6, dark(colour, 0.3)), circle(306, y + 1, 6, dark(colour, 0.3)), glint(f'M84 {y - 9} H210', 5, 0.45), '</g>')
        return p
    p.add('<g transform="rotate(-20 180 200)">', rect(36, 146, 240, 112, p.gradient(light(colour, 0.3), colour, dark(colour, 0.25), across=False), 50), oval(276, 202, 34, 56, dark(colour, 0.2)), oval(278, 202, 30, 51, inside))
    numbers = grains(9)
    for i in range(22):
        a, r = next(numbers) % 628 / 100, (next(numbers) % 100 / 100) ** 0.5
        p.add(circle(round(278 + 24 * r * math.cos(a), 1), round(202 + 44 * r * math.sin(a), 1), 3.6, light(inside, 0.6)))
    p.add(glint('M76 172 H220', 8, 0.35), circle(34, 202, 9, dark(colour, 0.35)), '</g>')
    for k, x in enumerate((228, 276)):
        p.add(circle(x, 278, 40, dark(colour, 0.15)), circle(x, 278, 35, inside))
        for i in range(9):
            p.add(circle(x - 18 + i * 17 % 38, 262 + i * 23 % 34, 3.4, light(inside, 0.6)))
    return p


def fish(colour='#8fa9b5', belly='#dfe8ec'):
    p = Picture().shadow(270)
    for y, s in ((250, 1.0), (176, 0.94)):
        body = f'M44 {y} C84 {y - 66} 206 {y - 66} 268 {y - 8} L322 {y - 46} Q312 {y} 324 {y + 44} L268 {y + 10} C206 {y + 60} 84 {y + 60} 44 {y}Z'
        p.add(path(body, p.gradient(dark(colour, 0.2), colour, belly, belly, across=False)), path(f'M140 {y - 48} Q180 {y - 84} 214 {y - 40}Z', dark(colour, 0.25)), circle(80, y - 10, 9, '#ffffff'), circle(80, y - 10, 5, '#2a231b'), stroke(f'M112 {y - 34} Q128 {y} 112 {y + 30}', dark(colour, 0.25), 4))
        for k in range(4):
            for j in range(3):
                p.add(path(f'M{142 + k * 28} {y - 26 + j * 18} q12 9 0 18', 'none', f'stroke="{dark(colour, 0.15)}" stroke-width="2.5" opacity="0.6"'))
    return p


def cheese(colour='#f2c14e'):
    p = Picture().shadow(270)
    p.add(path('M44 226 L250 132 Q306 150 318 226Z', p.gradient(light(colour, 0.45), light(colour, 0.2))), path('M44 226 H318 V300 Q318 314 304 314 H58 Q44 314 44 300Z', p.gradient(light(colour, 0.1), colour, dark(colour, 0.12), across=False)))
    for x, y, r in ((96, 262, 17), (164, 284, 13), (226, 256, 20), (282, 286, 12), (140, 246, 9)):
        p.add(circle(x, y, r, dark(colour, 0.2)), circle(x + 2, y + 3, r * 0.82, dark(colour, 0.1)))
    for x, y, rx in ((214, 174, 18), (160, 204, 13), (266, 202, 14)):
        p.add(oval(x, y, rx, rx * 0.5, mix(colour, '#ffffff', 0.05)))
    return p


def bowl_of(colours, bowl='#0b5f5c', size=17, flat=0.7, seed=23):
    """A heap of small things in a bowl: kurt, nuts, raisins, sweets, olives."""
    p = Picture().shadow(200)
    numbers = grains(seed)
    spots = sorted((200 - 84 * (1 - (x - 180) ** 2 / 15000) * (next(numbers) % 100 / 100), x) for x in range(74, 290, 5))
    for y, x in spots:
        c = colours[next(numbers) % len(colours)]
        p.add(oval(x, round(y + 6, 1), size, size * flat, p.ball(c), next(numbers) % 60 - 30), oval(x - size * 0.3, round(y + 6 - size * flat * 0.35, 1), size * 0.18, size * 0.1, '#ffffff', 0, 'opacity="0.6"'))
    p.add(path('M48 202 H312 C310 270 262 306 226 312 H134 C98 306 50 270 48 202Z', p.gradient(light(bowl, 0.15), bowl, dark(bowl, 0.25))), rect(44, 196, 272, 14, light(bowl, 0.2), 7))
    for x in range(66, 270, 50):
        p.add(path(f'M{x} 236 l14 -14 l14 14 l-14 14Z', '#f2a71b', 'opacity="0.9"'))
    return p.add(rect(134, 308, 92, 10, dark(bowl, 0.3), 5))


def sweets(main, accent):
    p = Picture().shadow(240)
    for x, y, turn, c in ((122, 262, -18, main), (240, 266, 14, accent), (182, 196, -6, main), (216, 138, 22, accent)):
        p.add(f'<g transform="rotate({turn} {x} {y})">', path(f'M{x - 46} {y} L{x - 92} {y - 30} Q{x - 78} {y} {x - 92} {y + 30}Z', light(c, 0.25)), path(f'M{x + 46} {y} L{x + 92} {y - 30} Q{x + 78} {y} {x + 92} {y + 30}Z', dark(c, 0.1)),
              rect(x - 54, y - 34, 108, 68, p.ball(c), 26), stroke(f'M{x - 20} {y - 32} Q{x - 4} {y} {x - 20} {y + 32}', '#ffffff', 9, 'opacity="0.6"'), stroke(f'M{x + 16} {y - 32} Q{x + 32} {y} {x + 16} {y + 32}', '#ffffff', 9, 'opacity="0.6"'), '</g>')
    return p


def biscuits(colour='#d9a056', chips='#6b3e1c', sandwich=False):
    p = Picture().shadow(240)
    for i, (x, y) in enumerate(((180, 286), (172, 258), (186, 230), (178, 202))):
        p.add(oval(x, y + 10, 112, 30, dark(colour, 0.3)), oval(x, y, 112, 30, light(colour, 0.12)))
        if sandwich:
            p.add(oval(x, y + 12, 106, 26, '#fbf3e4'), oval(x, y, 112, 28, colour))
    p.add(circle(190, 150, 84, dark(colour, 0.25)), circle(188, 146, 84, p.ball(colour, 0.2)))
    numbers = grains(31)
    for i in range(15):
        a, r = next(numbers) % 628 / 100, (next(numbers) % 100 / 100) ** 0.5 * 66
        p.add(oval(round(188 + r * math.cos(a), 1), round(146 + r * math.sin(a), 1), 9, 7, chips, next(numbers) % 180))
    return p.add(glint('M124 120 Q136 90 166 80', 9, 0.4))


def cake(colour='#f3d6b0', cream='#fff3e2', top='#c8321f'):
    p = Picture().shadow(270)
    p.add(path('M60 218 L246 150 Q304 168 306 218Z', p.gradient(light(cream, 0.3), cream)), path('M60 218 H306 V304 Q306 314 296 314 H70 Q60 314 60 304Z', colour))
    for y in (236, 268):
        p.add(rect(60, y, 246, 13, top if y == 236 else cream), path(f'M60 {y} H306', 'none', f'stroke="{dark(colour, 0.1)}" stroke-width="1"'))
    p.add(path('M60 218 H306 V230 q-15 20 -31 0 q-15 14 -31 0 q-15 22 -31 0 q-15 14 -31 0 q-15 20 -31 0 q-15 14 -31 0 q-15 18 -31 0 q-15 14 -30 -4Z', cream))
    return p.add(circle(222, 160, 25, p.ball(top)), stroke('M222 138 q6 -30 24 -36', '#5d8a2c', 5), oval(213, 152, 5, 8, '#ffffff', 30, 'opacity="0.6"'))


def ice_cream(colour='#f7e3c0', wafer='#d9a056'):
    p = Picture().shadow(90)
    p.add(path('M126 168 H234 L186 316 Q180 322 174 316Z', p.gradient(light(wafer, 0.2), wafer, dark(wafer, 0.2))))
    for k in range(-3, 5):
        p.add(f'<g {p.clip(path("M126 168 H234 L186 316 Q180 322 174 316Z"))}>' + stroke(f'M{180 + k * 28} 160 l-60 170', dark(wafer, 0.2), 3) + stroke(f'M{180 + k * 28} 160 l60 170', dark(wafer, 0.2), 3) + '</g>')
    return p.add(circle(180, 122, 72, p.ball(colour, 0.15)), path('M110 138 q12 40 34 26 q14 26 36 6 q22 20 38 -6 q24 12 32 -26 Z', colour), glint('M130 104 Q142 70 176 62', 10, 0.6))


def notebook(colour, words):
    p = Picture().shadow(190)
    p.add(rect(108, 62, 160, 252, '#e8e2d6', 8), rect(100, 56, 160, 254, p.gradient(light(colour, 0.12), colour), 10), rect(100, 56, 24, 254, dark(colour, 0.25), 8), rect(146, 110, 92, 64, '#fffaf0', 6))
    for y in (132, 150):
        p.add(stroke(f'M158 {y} H226', '#c9bfae', 3))
    return p.text(words, 192, 240, 110, 26)


def pens(colours, pencil=False):
    p = Picture().shadow(190)
    step = 46 if len(colours) < 4 else 36
    for i, c in enumerate(colours):
        x = 180 + (i - (len(colours) - 1) / 2) * step
        p.add(f'<g transform="rotate({(i - (len(colours) - 1) / 2) * step / 7:.1f} 180 420)">', rect(x - 13, 96, 26, 190, p.gradient(light(c, 0.3), c, dark(c, 0.25))))
        if pencil:
            p.add(path(f'M{x - 13} 96 L{x} 46 L{x + 13} 96Z', '#f0cf9c'), path(f'M{x - 5} 66 L{x} 46 L{x + 5} 66Z', c), rect(x - 13, 282, 26, 12, '#b9c0c4'), rect(x - 12, 292, 24, 22, '#e79aa0', 5))
        else:
            p.add(rect(x - 13, 230, 26, 86, dark(c, 0.25), 8), rect(x + 9, 236, 7, 60, light(c, 0.25), 3), path(f'M{x - 12} 98 L{x - 4} 60 H{x + 4} L{x + 12} 98Z', '#dfe4e6'))
        p.add('</g>')
    return p


def batteries(colour='#c8963a', words='AA'):
    p = Picture().shadow(190)
    for x in (118, 190):
        p.add(rect(x + 18, 76, 26, 18, '#cfd5d8', 3), rect(x, 92, 62, 226, p.round_side('#2a2622'), 8), rect(x, 92, 62, 78, p.round_side(colour), 8))
        p.text(words, x + 31, 240, 44, 30)
    return p


def bulb():
    p = Picture().shadow(110)
    p.add(path('M180 44 C246 44 276 96 262 150 C252 190 220 206 216 244 H144 C140 206 108 190 98 150 C84 96 114 44 180 44Z', p.ball('#fbe7a8', 0.12)), rect(146, 242, 68, 62, p.gradient('#8f979c', '#eef1f2', '#8a9196'), 8))
    for y in (256, 272, 288):
        p.add(stroke(f'M146 {y} L214 {y - 6}', '#7c858a', 4))
    return p.add(rect(164, 302, 32, 14, '#3a3630', 6), glint('M126 124 Q134 86 168 72', 10, 0.7))


def sponges(a='#f2c93a', b='#3f9a5a'):
    p = Picture().shadow(240)
    for y, c in ((240, a), (168, '#ef7f9a')):
        p.add(rect(70, y, 220, 74, p.gradient(light(c, 0.2), dark(c, 0.05), across=False), 14), rect(70, y, 220, 26, b, 12))
        for i in range(12):
            p.add(oval(88 + i * 17, y + 40 + i * 13 % 24, 5, 4, dark(c, 0.18)))
    return p


def toothbrush(colours=('#2a8fbd', '#d94f70')):
    p = Picture().shadow(200)
    for i, c in enumerate(colours):
        p.add(f'<g transform="rotate({-14 + i * 26} 180 330)">', rect(168, 120, 22, 194, p.gradient(light(c, 0.3), c, dark(c, 0.2)), 11), rect(170, 50, 18, 86, '#ffffff', 8, f'stroke="{light(c, 0.4)}" stroke-width="3"'))
        for k in range(6):
            p.add(rect(186, 54 + k * 12, 22, 10, c if k % 2 else '#ffffff', 3, f'stroke="{light(c, 0.3)}" stroke-width="1.5"'))
        p.add('</g>')
    return p


def carrier_bag(colour='#0b5f5c', words='Globus'):
    p = Picture().shadow(200)
    p.add(path('M134 110 C134 40 226 40 226 110', 'none', f'stroke="{dark(colour, 0.3)}" stroke-width="12" stroke-linecap="round"'), path('M86 104 H274 L288 306 Q288 317 276 317 H84 Q72 317 72 306Z', p.gradient(light(colour, 0.15), colour, dark(colour, 0.2))))
    p.add(path('M180 146 l46 46 l-46 46 l-46 -46Z', '#f6efe2'), path('M180 168 l24 24 l-24 24 l-24 -24Z', '#f2a71b'))
    return p.text(words, 180, 276, 160, 34)
