"""Packaged goods: one function, one kind of package. Arguments are colours and the words on the label."""
from svg import Picture, circle, dark, glint, ink_on, leaf, light, mix, oval, path, rect, stroke

CREAM = '#fff6df'


def emblem(p, kind, cx, cy, r, colour):
    """A small drawing for a label."""
    if kind == 'sun':
        for turn in range(0, 360, 30):
            p.add(f'<ellipse cx="{cx}" cy="{cy - r * 0.68}" rx="{r * 0.2}" ry="{r * 0.36}" fill="#f2a71b" transform="rotate({turn} {cx} {cy})"/>')
        p.add(circle(cx, cy, r * 0.46, '#6b3e12'), circle(cx, cy, r * 0.3, '#8a5520'))
    elif kind == 'drop':
        p.add(path(f'M{cx} {cy - r} C{cx + r * 0.9} {cy} {cx + r * 0.7} {cy + r} {cx} {cy + r} C{cx - r * 0.7} {cy + r} {cx - r * 0.9} {cy} {cx} {cy - r}Z', colour))
        p.add(glint(f'M{cx - r * 0.4} {cy + r * 0.2} q0 {r * 0.4} {r * 0.3} {r * 0.5}', r * 0.14, 0.7))
    elif kind == 'leaf':
        p.add(leaf(cx - r * 0.8, cy + r * 0.5, r * 1.9, -32, colour))
    elif kind == 'fruit':
        p.add(circle(cx, cy + r * 0.12, r * 0.8, p.ball(colour)), leaf(cx, cy - r * 0.6, r * 0.9, -25))
    elif kind == 'slices':
        for dx, rr in ((-r * 0.5, 0.75), (r * 0.45, 0.85)):
            p.add(circle(cx + dx, cy, r * rr, colour), circle(cx + dx, cy, r * rr * 0.8, light(colour, 0.45)))
            for turn in range(0, 360, 60):
                p.add(f'<ellipse cx="{cx + dx}" cy="{cy - r * rr * 0.42}" rx="{r * rr * 0.2}" ry="{r * rr * 0.32}" fill="{colour}" transform="rotate({turn} {cx + dx} {cy})"/>')
    elif kind == 'hex':
        p.add(path(f'M{cx} {cy - r} l{r * 0.87} {r * 0.5} v{r} l{-r * 0.87} {r * 0.5} l{-r * 0.87} {-r * 0.5} v{-r}Z', colour))
    elif kind == 'wheat':
        p.add(stroke(f'M{cx} {cy + r} V{cy - r * 0.5}', colour, r * 0.12))
        for i in range(3):
            y = cy - r * 0.7 + i * r * 0.5
            p.add(oval(cx - r * 0.32, y, r * 0.16, r * 0.34, colour, -32), oval(cx + r * 0.32, y, r * 0.16, r * 0.34, colour, 32))
        p.add(oval(cx, cy - r * 0.85, r * 0.16, r * 0.32, colour))
    elif kind == 'heart':
        p.add(path(f'M{cx} {cy + r * 0.8} C{cx - r * 1.3} {cy - r * 0.1} {cx - r * 0.7} {cy - r} {cx} {cy - r * 0.35} C{cx + r * 0.7} {cy - r} {cx + r * 1.3} {cy - r * 0.1} {cx} {cy + r * 0.8}Z', colour))
    elif kind == 'star':
        p.add(f'<g transform="translate({cx} {cy}) scale({r / 50})">' + path('M0 -50 L14 -17 L48 -15 L22 8 L30 42 L0 23 L-30 42 L-22 8 L-48 -15 L-14 -17Z', colour) + '</g>')
    elif kind == 'bean':
        p.add(oval(cx, cy, r * 0.62, r * 0.9, colour, 30), stroke(f'M{cx + r * 0.4} {cy - r * 0.7} Q{cx - r * 0.2} {cy} {cx - r * 0.4} {cy + r * 0.7}', light(colour, 0.45), r * 0.14))
    elif kind == 'bubbles':
        for dx, dy, rr in ((-0.5, 0.3, 0.45), (0.35, 0.1, 0.6), (-0.1, -0.6, 0.32), (0.75, -0.6, 0.2)):
            p.add(circle(cx + dx * r, cy + dy * r, rr * r, light(colour, 0.55), f'stroke="{colour}" stroke-width="{r * 0.08}"'))
    elif kind == 'cow':
        p.add(oval(cx, cy, r * 0.62, r * 0.78, '#ffffff'), oval(cx - r * 0.78, cy - r * 0.3, r * 0.32, r * 0.18, colour, 20), oval(cx + r * 0.78, cy - r * 0.3, r * 0.32, r * 0.18, colour, -20),
              oval(cx, cy + r * 0.48, r * 0.48, r * 0.34, '#f3b7a0'), oval(cx - r * 0.26, cy - r * 0.2, r * 0.22, r * 0.3, colour), circle(cx + r * 0.24, cy - r * 0.18, r * 0.09, '#2a231b'), circle(cx - r * 0.24, cy - r * 0.18, r * 0.09, '#ffffff'))
    elif kind == 'fish':
        p.add(oval(cx - r * 0.12, cy, r * 0.8, r * 0.42, colour), path(f'M{cx + r * 0.5} {cy} l{r * 0.55} {-r * 0.42} v{r * 0.84}Z', colour), circle(cx - r * 0.55, cy - r * 0.1, r * 0.08, '#ffffff'))
    elif kind == 'face':
        p.add(circle(cx, cy, r * 0.85, '#fbd9b8'), path(f'M{cx - r * 0.3} {cy - r * 0.8} q{r * 0.3} {-r * 0.35} {r * 0.45} {r * 0.08} q{-r * 0.1} {-r * 0.16} {-r * 0.3} {r * 0.02}Z', '#9a6a3a'),
              circle(cx - r * 0.3, cy - r * 0.08, r * 0.08, '#2a231b'), circle(cx + r * 0.3, cy - r * 0.08, r * 0.08, '#2a231b'), stroke(f'M{cx - r * 0.26} {cy + r * 0.26} q{r * 0.26} {r * 0.26} {r * 0.52} 0', '#c8553d', r * 0.09),
              circle(cx - r * 0.5, cy + r * 0.2, r * 0.13, '#f6a58c'), circle(cx + r * 0.5, cy + r * 0.2, r * 0.13, '#f6a58c'))
    return p


def carton(main, words, cap='#1c6fc4', art='drop'):
    p = Picture().shadow(170)
    p.add(rect(146, 46, 68, 30, cap, 4), rect(180, 46, 34, 30, dark(cap), 4))
    p.add(path('M128 122 L150 74 H214 L204 122Z', '#eef3f7'), path('M204 122 L214 74 L232 122Z', '#cfdae2'))
    p.add(rect(120, 120, 86, 198, p.gradient('#ffffff', '#eef3f7'), 5), path('M204 120 L236 122 V308 Q236 314 230 316 L204 318Z', '#d3dde5'))
    p.add(rect(120, 186, 86, 84, main), path('M204 186 L236 190 V266 L204 270Z', dark(main)))
    p.add(path('M120 250 q22 -16 43 -2 t43 0 V270 H120Z', light(main, 0.75)), path('M204 248 q18 8 32 -2 V266 L204 270Z', light(main, 0.5)))
    p.text(words, 163, 214, 80, 30, ink_on(main))
    return emblem(p, art, 163, 154, 20, main)


def juice_box(main, words, fruit='#f28a1b'):
    p = Picture().shadow(170)
    p.add(rect(150, 40, 40, 22, '#ffffff', 6), rect(168, 40, 22, 22, '#d3dde5', 6))
    p.add(path('M114 84 L128 58 H212 L200 84Z', light(main, 0.5)), path('M200 84 L212 58 L244 84Z', dark(main, 0.1)))
    p.add(rect(114, 84, 88, 234, p.gradient(light(main, 0.12), main), 4), path('M200 84 H246 V308 Q246 316 238 317 L200 318Z', dark(main, 0.2)))
    p.add(path('M114 236 q24 -18 46 -4 t42 0 V318 H118 Q114 318 114 314Z', CREAM), path('M202 232 q24 12 44 -4 V308 Q246 316 238 317 L202 318Z', dark(CREAM, 0.12)))
    p.text(words, 158, 124, 82, 28, ink_on(main))
    return emblem(p, 'slices', 158, 202, 32, fruit)


def pet(liquid, label, words, cap='#1c6fc4', art='drop', fizzy=False):
    p = Picture().shadow(130)
    body = 'M164 66 H196 V88 C196 108 230 116 230 148 V300 Q230 318 212 318 H148 Q130 318 130 300 V148 C130 116 164 108 164 88Z'
    p.add(path(body, p.gradient(dark(liquid, 0.1), light(liquid, 0.4), liquid, dark(liquid, 0.18))))
    p.add(rect(160, 34, 40, 30, p.gradient(light(cap, 0.2), cap, dark(cap, 0.25)), 5), rect(162, 62, 36, 7, light(cap, 0.2), 3))
    p.add(f'<g {p.clip(path(body))}>' + rect(126, 166, 108, 86, label) + rect(200, 166, 34, 86, dark(label, 0.2)) + '</g>')
    for y in (272, 288):
        p.add(stroke(f'M136 {y} Q180 {y + 8} 224 {y}', dark(liquid, 0.16), 3, 'opacity="0.5"'))
    if fizzy:
        for x, y, r in ((152, 268, 4), (168, 282, 3), (190, 264, 5), (204, 280, 3), (160, 150, 4), (196, 140, 3)):
            p.add(circle(x, y, r, '#ffffff', 'opacity="0.45"'))
    p.add(glint('M145 146 V160', 8, 0.6), glint('M145 262 V296', 8, 0.4))
    p.text(words, 176, 228, 88, 27, ink_on(label))
    return emblem(p, art, 178, 192, 17, light(label, 0.75) if art in ('drop', 'star') else mix(liquid, label, 0.1))


def oil(liquid, words, cap='#c8321f', art='sun'):
    p = Picture().shadow(150)
    body = 'M160 62 H200 V96 C200 112 240 120 240 158 V298 Q240 318 220 318 H140 Q120 318 120 298 V158 C120 120 160 112 160 96Z'
    p.add(path(body, p.gradient(dark(liquid, 0.06), light(liquid, 0.25), liquid, dark(liquid, 0.2))))
    p.add(rect(156, 34, 48, 34, p.gradient(light(cap, 0.15), cap, dark(cap, 0.25)), 6))
    p.add(f'<g {p.clip(path(body))}>' + rect(116, 188, 128, 98, CREAM) + rect(208, 188, 36, 98, dark(CREAM, 0.1)) + '</g>')
    emblem(p, art, 176, 224, 30, '#5d8a2c')
    p.text(words, 176, 270, 104, 20, '#7a4e00')
    return p.add(glint('M138 152 V182', 9, 0.55))


def glass(colour, label, words, cap='#d9b13b', liquid=None):
    """A tall glass bottle: beer, sauce, vinegar."""
    p = Picture().shadow(112)
    body = 'M166 58 H194 V118 C194 140 222 146 222 176 V302 Q222 318 206 318 H154 Q138 318 138 302 V176 C138 146 166 140 166 118Z'
    p.add(path(body, p.gradient(dark(colour, 0.15), light(colour, 0.28), colour, dark(colour, 0.3))))
    if liquid:
        p.add(f'<g {p.clip(path(body))}>' + rect(138, 150, 84, 170, liquid) + '</g>', glint('M206 180 V300', 6, 0.15))
    p.add(path('M162 58 L164 38 H196 L198 58Z', cap), path('M182 58 V38 H196 L198 58Z', dark(cap, 0.2)))
    p.add(f'<g {p.clip(path(body))}>' + rect(136, 196, 90, 84, label) + rect(200, 196, 26, 84, dark(label, 0.18)) + rect(136, 204, 90, 3, mix(label, cap, 0.7)) + rect(136, 270, 90, 3, mix(label, cap, 0.7)) + '</g>')
    p.text(words, 178, 238, 76, 26, ink_on(label))
    return p.add(glint('M150 176 V190', 7, 0.5), glint('M172 70 V118', 5, 0.4))


def jar(inside, words, lid='#d1a92f', art='hex', art_colour='#f2a71b'):
    p = Picture().shadow(190)
    p.add(rect(104, 94, 152, 222, p.gradient(dark(inside, 0.1), light(inside, 0.22), inside, dark(inside, 0.28)), 30))
    p.add(rect(112, 48, 136, 44, p.gradient(light(lid, 0.25), lid, dark(lid, 0.3)), 8), rect(112, 48, 136, 12, light(lid, 0.4), 6, 'opacity="0.7"'), rect(118, 90, 124, 10, dark(inside, 0.15), 3))
    p.add(rect(104, 172, 152, 96, CREAM), rect(222, 172, 34, 96, dark(CREAM, 0.1)))
    emblem(p, art, 174, 206, 26, art_colour)
    p.text(words, 174, 250, 118, 22, '#6b3e12')
    return p.add(glint('M122 124 V158', 11, 0.5))


def can(main, words, art='fish', accent='#f2a71b', tall=True):
    top = 92 if tall else 158
    p = Picture().shadow(190)
    steel = ('#8f979c', '#eef1f2', '#c3c9cc', '#8a9196')
    p.add(rect(100, top, 160, 318 - top, p.gradient(*steel), 14), f'<ellipse cx="180" cy="{top + 6}" rx="80" ry="17" fill="#dfe4e6"/>',
          f'<ellipse cx="180" cy="{top + 6}" rx="66" ry="12" fill="#b9c0c4"/>', f'<ellipse cx="180" cy="{top + 8}" rx="66" ry="11" fill="#cfd5d8"/>')
    y = top + 28
    p.add(path(f'M100 {y} Q180 {y + 20} 260 {y} V296 Q180 316 100 296Z', p.round_side(main)))
    p.add(path(f'M100 {y + 8} Q180 {y + 28} 260 {y + 8}', 'none', f'stroke="{accent}" stroke-width="6"'), path('M100 286 Q180 306 260 286', 'none', f'stroke="{accent}" stroke-width="6"'))
    middle = (y + 300) / 2
    p.add(oval(180, middle + 8, 58, 46 if tall else 38, CREAM))
    emblem(p, art, 180, middle - (6 if tall else 4), 26 if tall else 22, accent if art == 'fish' else mix(main, accent, 0.5))
    return p.text(words, 180, middle + (34 if tall else 29), 92, 20, '#2a231b')


def drink_can(main, words, accent='#ffffff'):
    p = Picture().shadow(124)
    p.add(path('M136 76 L148 56 H212 L224 76Z', '#cfd5d8'), '<ellipse cx="180" cy="57" rx="32" ry="7" fill="#e6eaec"/>', '<ellipse cx="180" cy="57" rx="24" ry="5" fill="#aab2b6"/>')
    p.add(rect(134, 74, 92, 226, p.round_side(main), 8), path('M134 296 L146 318 H214 L226 296Z', p.gradient('#8f979c', '#eef1f2', '#8a9196')))
    p.add(path('M134 236 C160 196 196 226 226 180 V216 C196 258 160 226 134 268Z', accent, 'opacity="0.9"'))
    p.text(words, 178, 142, 80, 30, ink_on(main))
    return p.add(glint('M147 92 V280', 7, 0.35))


def paper_bag(paper, label, words, grain='#fbf6e8', art=None):
    p = Picture().shadow(190)
    p.add(path('M104 82 H256 L262 304 Q262 318 248 318 H112 Q98 318 98 304Z', p.gradient(light(paper, 0.15), paper, dark(paper, 0.14))))
    p.add(path('M98 62 Q180 78 262 62 L258 92 Q180 106 102 92Z', dark(paper, 0.22)), path('M100 66 Q180 82 260 66', 'none', f'stroke="{light(paper, 0.2)}" stroke-width="3" stroke-dasharray="8 6"'))
    p.label(words, 116, 116, 128, 50, label, 8, 30)
    if art:
        return emblem(p, art, 180, 240, 46, dark(label, 0.05))
    p.add(rect(118, 186, 124, 102, dark(paper, 0.14), 26), rect(124, 192, 112, 90, dark(grain, 0.16), 22))
    seed = 7
    for _ in range(74):
        seed = (seed * 1103515245 + 12345) % 2147483648
        x, y, turn = 132 + seed % 96, 200 + (seed // 97) % 74, (seed // 9999) % 180
        p.add(f'<ellipse cx="{x}" cy="{y}" rx="8" ry="3.6" fill="{light(grain, (seed // 77 % 5) / 10)}" transform="rotate({turn} {x} {y})"/>')
    return p


def pouch(main, words, accent, art='star', side=None):
    """A pillow bag: crisps, sweets, washing powder."""
    p = Picture().shadow(186)
    shape = 'M96 70 Q180 60 264 70 Q254 190 266 310 Q180 322 94 310 Q106 190 96 70Z'
    p.add(path(shape, p.gradient(dark(main, 0.1), light(main, 0.22), main, main, dark(main, 0.2))))
    p.add(path('M96 70 Q180 60 264 70 L263 88 Q180 78 97 88Z', dark(main, 0.28)), path('M95 294 Q180 306 265 294 L266 310 Q180 322 94 310Z', dark(main, 0.28)))
    for i in range(15):
        x = 104 + i * 11
        p.add(stroke(f'M{x} 74 V84', light(main, 0.3), 2, 'opacity="0.5"'), stroke(f'M{x} 302 V310', light(main, 0.3), 2, 'opacity="0.5"'))
    p.add(oval(180, 232, 62, 52, light(accent, 0.1) if side is None else side))
    emblem(p, art, 180, 232, 38, main if side is None else accent)
    p.add(path('M112 116 Q180 100 248 116 V158 Q180 142 112 158Z', accent))
    p.text(words, 180, 131, 122, 30, ink_on(accent))
    return p.add(glint('M112 178 Q116 220 112 268', 8, 0.35))


def box(main, words, side=None, art='leaf', accent=None, number=''):
    """Tea, cereals, medicine: a front and a side."""
    p = Picture().shadow(180)
    accent = accent or CREAM
    side = side or dark(main, 0.3)
    p.add(rect(102, 66, 116, 252, p.gradient(light(main, 0.1), main), 5), path('M216 66 L258 78 V306 Q258 312 252 313 L216 318Z', side))
    p.add(circle(160, 146, 46, accent))
    emblem(p, art, 160, 148, 30, main if is_pale(accent) else accent)
    p.text(words, 160, 222, 102, 28, ink_on(main))
    p.add(rect(116, 252, 88, 4, accent, 2, 'opacity="0.8"'))
    if number:
        p.text(number, 160, 282, 96, 30, '#ffc95c' if not is_pale(main) else '#b0341c')
    return p


def is_pale(colour):
    return ink_on(colour) != '#ffffff'


def flat_box(main, words, accent=CREAM, art='star'):
    """Wider than high: biscuits, chocolates, sugar cubes, masks."""
    p = Picture().shadow(250)
    p.add(path('M58 150 L86 122 H308 L296 150Z', light(main, 0.3)), path('M296 150 L308 122 V282 L296 312Z', dark(main, 0.3)))
    p.add(rect(56, 150, 242, 164, p.gradient(light(main, 0.12), main), 5))
    p.add(path('M56 246 Q120 206 180 240 T298 226 V309 Q298 314 293 314 H61 Q56 314 56 309Z', accent))
    emblem(p, art, 246, 266, 34, main if is_pale(accent) else light(main, 0.5))
    return p.text(words, 160, 196, 190, 36, ink_on(main))


def cup(main, words, art='cow', foil='#dfe6ea', fruit=None):
    p = Picture().shadow(150)
    p.add(path('M110 128 H250 L234 304 Q233 318 219 318 H141 Q127 318 126 304Z', p.gradient('#e6ebee', '#ffffff', '#f4f7f8', '#cbd5db')))
    p.add(path('M117 200 H243 L235 290 H125Z', p.round_side(main)))
    p.add(rect(100, 104, 160, 26, p.gradient(light(foil, 0.5), foil, dark(foil, 0.2)), 8), path('M108 104 Q180 90 252 104Z', light(foil, 0.3)))
    emblem(p, 'fruit' if fruit else art, 180, 168, 26, fruit or main)
    return p.text(words, 180, 246, 104, 28, ink_on(main))


def tub(main, words, art='cow', accent='#ffffff'):
    """Low and wide: spread, cheese, ice cream."""
    p = Picture().shadow(250)
    p.add(path('M66 178 H294 L278 300 Q276 318 258 318 H102 Q84 318 82 300Z', p.gradient(dark(main, 0.08), light(main, 0.15), main, dark(main, 0.2))))
    p.add(rect(56, 146, 248, 36, p.gradient(light(accent, 0.3), accent, dark(accent, 0.18)), 14), rect(66, 150, 228, 8, '#ffffff', 4, 'opacity="0.5"'))
    p.add(oval(180, 248, 82, 48, CREAM))
    emblem(p, art, 180, 232, 24, main)
    return p.text(words, 180, 274, 130, 22, '#2a231b')


def brick(main, words, accent='#ffffff', art='cow'):
    """A wrapped block: butter, yeast, soap."""
    p = Picture().shadow(264)
    p.add(path('M52 214 L104 168 H318 L282 214Z', light(main, 0.45)), path('M282 214 L318 168 V266 L282 314Z', dark(main, 0.25)))
    p.add(rect(50, 214, 234, 102, p.gradient(light(main, 0.1), main), 6))
    p.add(path('M50 292 Q110 262 170 286 T284 278 V310 Q284 316 278 316 H56 Q50 316 50 310Z', accent, 'opacity="0.9"'))
    emblem(p, art, 96, 252, 24, dark(main, 0.2))
    return p.text(words, 194, 250, 150, 30, ink_on(main))


def bar(main, words, accent='#f2c14e', bite='#5a3218'):
    p = Picture().shadow(250)
    p.add(f'<g transform="rotate(-18 180 200)">', rect(70, 138, 222, 116, bite, 8))
    for i in range(2):
        for k in range(4):
            p.add(rect(226 + i * 33 - 4, 144 + k * 27, 29, 23, light(bite, 0.12), 3), rect(226 + i * 33 - 4, 144 + k * 27, 29, 5, light(bite, 0.3), 2))
    p.add(path('M46 128 H216 l8 11 l-8 11 l8 11 l-8 11 l8 11 l-8 11 l8 11 l-8 11 l8 11 l-8 11 l4 17 H46Z', p.gradient(light(main, 0.15), main, across=False)))
    p.add(rect(46, 160, 170, 70, accent, 0, 'opacity="0.95"'), rect(46, 152, 172, 4, accent), rect(46, 234, 172, 4, accent))
    p.text(words, 130, 195, 156, 34, ink_on(accent))
    return p.add('</g>')


def tube(main, words, cap='#ffffff', art='leaf'):
    p = Picture().shadow(250)
    p.add('<g transform="rotate(-24 180 200)">', path('M44 156 L62 150 H262 Q276 150 276 164 V234 Q276 248 262 248 H62 L44 242Z', p.gradient(light(main, 0.35), main, dark(main, 0.2), across=False)),
          rect(36, 150, 14, 98, dark(main, 0.3), 3), rect(276, 172, 52, 54, p.gradient(light(cap, 0.3), cap, dark(cap, 0.25), across=False), 8))
    p.add(path('M56 214 Q130 184 200 214 T276 206 V234 Q276 248 262 248 H62 L56 246Z', '#ffffff', 'opacity="0.9"'))
    p.text(words, 156, 186, 176, 32, ink_on(main))
    emblem(p, art, 244, 226, 15, main)
    return p.add('</g>')


def pump(main, words, label='#ffffff', art='bubbles'):
    p = Picture().shadow(140)
    p.add(rect(172, 52, 16, 50, '#d3dbe0'), path('M140 44 Q140 34 152 34 H206 Q214 34 214 46 V58 H150 L140 64Z', '#eef2f4'), path('M196 34 H206 Q214 34 214 46 V58 H196Z', '#cbd4da'), rect(158, 92, 44, 24, '#e3e9ec', 5))
    p.add(rect(122, 114, 116, 204, p.gradient(dark(main, 0.08), light(main, 0.35), main, dark(main, 0.22)), 26))
    p.add(rect(136, 166, 88, 112, label, 12))
    emblem(p, art, 180, 198, 24, main)
    p.text(words, 180, 250, 78, 22, '#2a231b')
    return p.add(glint('M134 140 V290', 7, 0.35))


def flask(main, words, cap='#ffffff', art='leaf'):
    """Shampoo, liquid detergent without handle."""
    p = Picture().shadow(136)
    p.add(rect(150, 38, 60, 46, p.gradient(light(cap, 0.4), cap, dark(cap, 0.2)), 8))
    p.add(path('M150 84 H210 Q240 92 240 128 V292 Q240 318 214 318 H146 Q120 318 120 292 V128 Q120 92 150 84Z', p.gradient(dark(main, 0.08), light(main, 0.3), main, dark(main, 0.25))))
    p.add(oval(180, 208, 46, 70, '#ffffff', 0, 'opacity="0.93"'))
    emblem(p, art, 180, 178, 24, main)
    p.text(words, 180, 232, 80, 22, '#2a231b')
    return p.add(glint('M134 130 V286', 7, 0.4))


def canister(main, words, cap, accent='#ffffff', art='bubbles'):
    """Detergent with a handle."""
    p = Picture().shadow(190)
    p.add(rect(112, 40, 54, 40, p.gradient(light(cap, 0.2), cap, dark(cap, 0.25)), 7))
    p.add(path('M114 78 H166 Q186 82 206 98 L240 132 Q254 148 254 172 V294 Q254 318 230 318 H118 Q96 318 96 296 V124 Q96 90 114 78Z M190 120 Q180 118 180 128 V164 Q180 174 190 174 H216 Q224 174 222 166 Q220 152 208 138Z',
               p.gradient(light(main, 0.2), main, dark(main, 0.22)), 'fill-rule="evenodd"'))
    p.add(path('M108 196 Q176 176 242 196 V290 Q176 306 108 290Z', accent))
    emblem(p, art, 175, 220, 24, main)
    return p.text(words, 175, 268, 116, 28, ink_on(accent))


def spray(main, words, trigger='#e2542f'):
    p = Picture().shadow(140)
    p.add(path('M132 40 H206 Q226 40 226 62 V78 H190 V96 H158 V72 L140 66 L128 60Z', trigger), path('M206 78 Q216 92 206 116', 'none', f'stroke="{dark(trigger)}" stroke-width="11" stroke-linecap="round"'), rect(112, 44, 26, 16, '#ffffff', 3), rect(156, 94, 36, 18, dark(trigger, 0.2), 3))
    p.add(path('M156 110 H192 C198 140 232 148 232 184 V294 Q232 318 208 318 H142 Q118 318 118 294 V184 C118 148 150 140 156 110Z', p.gradient(dark(main, 0.08), light(main, 0.4), main, dark(main, 0.2))))
    p.add(rect(128, 204, 94, 84, '#ffffff', 12))
    emblem(p, 'bubbles', 175, 228, 18, main)
    return p.text(words, 175, 266, 82, 22, dark(main, 0.45)).add(glint('M132 186 V300', 6, 0.4))


def rolls(tint, words, main):
    p = Picture().shadow(240)
    for y in (206, 94):
        for x in (74, 180):
            p.add(rect(x, y + 14, 104, 98, p.gradient('#ffffff', tint, dark(tint, 0.14)), 10), f'<ellipse cx="{x + 52}" cy="{y + 16}" rx="52" ry="16" fill="{light(tint, 0.5)}"/>',
                  f'<ellipse cx="{x + 52}" cy="{y + 16}" rx="18" ry="6" fill="{dark(tint, 0.3)}"/>')
            for dy in (44, 72):
                p.add(stroke(f'M{x + 10} {y + dy} q42 10 84 0', dark(tint, 0.1), 2, 'stroke-dasharray="3 7"'))
    return p.label(words, 70, 176, 220, 62, main, 12, 34)


def soft_pack(main, words, art='face', accent='#ffffff'):
    """Nappies, wipes, cotton wool."""
    p = Picture().shadow(230)
    p.add(path('M84 92 Q180 70 276 92 L284 292 Q284 316 260 317 Q180 324 100 317 Q76 316 76 292Z', p.gradient(light(main, 0.2), main, dark(main, 0.16))))
    p.add(path('M148 84 Q180 50 212 84', 'none', f'stroke="{dark(main, 0.2)}" stroke-width="11"'))
    p.add(path('M78 250 Q130 214 184 246 T283 234 L284 292 Q284 316 260 317 Q180 324 100 317 Q76 316 76 292Z', accent, 'opacity="0.92"'))
    emblem(p, art, 180, 186, 46, '#4aa0c8' if art != 'face' else main)
    p.text(words, 180, 122, 160, 34, ink_on(main))
    return p.add(glint('M94 112 Q88 170 90 226', 9, 0.35))
