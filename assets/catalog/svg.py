"""Small helpers to write SVG: colours, gradients, labels. Canvas 360 x 360, things stand on y = 318."""


def rgb(colour):
    return [int(colour[i:i + 2], 16) for i in (1, 3, 5)]


def mix(a, b, part):
    """a with `part` (0 to 1) of b."""
    return '#' + ''.join(f'{round(x + (y - x) * part):02x}' for x, y in zip(rgb(a), rgb(b)))


def dark(colour, part=0.25):
    return mix(colour, '#1e1b17', part)


def light(colour, part=0.35):
    return mix(colour, '#ffffff', part)


def is_light(colour):
    r, g, b = rgb(colour)
    return 0.299 * r + 0.587 * g + 0.114 * b > 150


def ink_on(colour):
    return '#2a231b' if is_light(colour) else '#ffffff'


class Picture:
    def __init__(self):
        self.parts = []
        self.defs = []

    def add(self, *parts):
        self.parts += parts
        return self

    def gradient(self, *stops, across=True):
        """Even stops from left to right (or top to bottom); gives the paint."""
        name = f'g{len(self.defs)}'
        last = max(len(stops) - 1, 1)
        end = 'x2="1" y2="0"' if across else 'x2="0" y2="1"'
        inner = ''.join(f'<stop offset="{i / last:.3f}" stop-color="{c}"/>' for i, c in enumerate(stops))
        self.defs.append(f'<linearGradient id="{name}" x1="0" y1="0" {end}>{inner}</linearGradient>')
        return f'url(#{name})'

    def ball(self, colour, edge=0.28):
        """Paint of something round, lit from the upper left."""
        name = f'g{len(self.defs)}'
        self.defs.append(
            f'<radialGradient id="{name}" cx="0.36" cy="0.3" r="0.8"><stop offset="0" stop-color="{light(colour, 0.28)}"/>'
            f'<stop offset="0.5" stop-color="{colour}"/><stop offset="1" stop-color="{dark(colour, edge)}"/></radialGradient>')
        return f'url(#{name})'

    def round_side(self, colour):
        """Paint of an upright cylinder."""
        return self.gradient(dark(colour, 0.12), light(colour, 0.3), colour, colour, dark(colour, 0.22))

    def clip(self, shape):
        name = f'c{len(self.defs)}'
        self.defs.append(f'<clipPath id="{name}">{shape}</clipPath>')
        return f'clip-path="url(#{name})"'

    def shadow(self, width, cx=180, y=320):
        return self.add(f'<ellipse cx="{cx}" cy="{y}" rx="{width / 2}" ry="9" fill="#1e1b17" opacity="0.07"/>',
                        f'<ellipse cx="{cx}" cy="{y}" rx="{width / 2 - 12}" ry="6" fill="#1e1b17" opacity="0.08"/>')

    def text(self, words, cx, cy, width, largest=34, fill='#ffffff', weight='bold'):
        """One or two lines ("a/b"), as large as the width allows."""
        lines = words.split('/')
        size = min([largest] + [width / (0.74 * max(len(line), 1)) for line in lines])
        top = cy - (len(lines) - 1) * size * 0.56 + size * 0.36
        for i, line in enumerate(lines):
            line = line.replace('&', '&amp;').replace('<', '&lt;')
            self.add(f'<text x="{cx}" y="{top + i * size * 1.12:.1f}" font-family="Noto Sans" font-weight="{weight}" '
                     f'font-size="{size:.1f}" text-anchor="middle" fill="{fill}">{line}</text>')
        return self

    def label(self, words, x, y, w, h, colour, radius=6, largest=34):
        self.add(rect(x, y, w, h, colour, radius))
        return self.text(words, x + w / 2, y + h / 2, w - 14, largest, ink_on(colour))

    def svg(self):
        return ('<svg xmlns="http://www.w3.org/2000/svg" width="360" height="360" viewBox="0 0 360 360">'
                f'<defs>{"".join(self.defs)}</defs>{"".join(self.parts)}</svg>')


def rect(x, y, w, h, fill, radius=0, extra=''):
    return f'<rect x="{x}" y="{y}" width="{w}" height="{h}" rx="{radius}" fill="{fill}" {extra}/>'


def circle(x, y, r, fill, extra=''):
    return f'<circle cx="{x}" cy="{y}" r="{r}" fill="{fill}" {extra}/>'


def oval(x, y, rx, ry, fill, turn=0, extra=''):
    return f'<ellipse cx="{x}" cy="{y}" rx="{rx}" ry="{ry}" fill="{fill}" transform="rotate({turn} {x} {y})" {extra}/>'


def path(d, fill='none', extra=''):
    return f'<path d="{d}" fill="{fill}" {extra}/>'


def stroke(d, colour, width, extra=''):
    return path(d, 'none', f'stroke="{colour}" stroke-width="{width}" stroke-linecap="round" stroke-linejoin="round" {extra}')


def leaf(x, y, size, turn, colour='#4f9a3a'):
    """A leaf whose stalk is at x, y."""
    d = f'M0 0 C{size * 0.2} {-size * 0.45} {size * 0.75} {-size * 0.45} {size} 0 C{size * 0.7} {size * 0.32} {size * 0.25} {size * 0.3} 0 0Z'
    return (f'<g transform="translate({x} {y}) rotate({turn})">{path(d, colour)}'
            f'{path(f"M0 0 C{size * 0.3} {size * 0.1} {size * 0.7} {size * 0.1} {size} 0 C{size * 0.7} {size * 0.32} {size * 0.25} {size * 0.3} 0 0Z", dark(colour, 0.18))}</g>')


def glint(d, width=9, opacity=0.45):
    return stroke(d, '#ffffff', width, f'opacity="{opacity}"')
