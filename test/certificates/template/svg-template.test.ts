import { describe, expect, it } from 'vitest';
import type { TextBlockDesign } from '../../../src/domain/certificate-design.js';
import { problemText } from '../../../src/certificates/template/problem.js';
import type { Compiled } from '../../../src/certificates/template/svg-template.js';
import { compiled, drawing, RED_PNG, REGISTRY_TEMPLATE } from './drawings.js';

const said = ({ problems }: Compiled): string[] => problems.map(problemText);
const texts = ({ design }: Compiled): TextBlockDesign[] =>
  (design?.blocks ?? []).filter((block) => block.kind === 'text');
const textWith = (made: Compiled, part: string): TextBlockDesign => {
  const found = texts(made).find((block) => block.lines[0]!.text.includes(part));
  if (found === undefined) throw new Error(`no text with ${part}: ${said(made).join()}`);
  return found;
};

describe('a template as the registry keeps it', () => {
  const made = compiled(REGISTRY_TEMPLATE);
  const scale = 841.89 / 1398;

  it('becomes a page of its own shape, as large as A4 is long', () => {
    expect(made.design).toMatchObject({ width: 841.89, height: 515.49, language: 'en' });
  });

  it('shows the placeholders by the names of designs', () => {
    expect(texts(made).map((block) => block.lines[0]!.text)).toEqual([
      'Certificate of Completion',
      '${recipientName}',
      '${courseName}',
      'Issued on ${issuedDate}',
    ]);
  });

  it('sets a text where it stood, in its size, colour, weight and family', () => {
    const name = textWith(made, 'recipientName');
    expect(name).toMatchObject({ align: 'center', vertical: 'baseline', matrix: null });
    expect(name.x + name.width / 2).toBeCloseTo(841.89 / 2, 1);
    expect(name.y).toBeCloseTo(335 * scale, 1);
    expect(name.lines[0]).toMatchObject({ role: 'heading', family: 'sans', bold: true });
    expect(name.lines[0]!.sizes[0]).toBeCloseTo(44 * scale, 1);
    const title = textWith(made, 'Certificate');
    expect(title.lines[0]).toMatchObject({ role: 'title', family: 'serif', color: '#5a4a2f' });
    expect(title.lines[0]!.sizes[0]).toBeCloseTo(54 * scale, 1);
  });

  it('lets a text shrink and grow no wider than the page', () => {
    for (const { x, width, lines } of texts(made)) {
      expect(x).toBeGreaterThan(0);
      expect(x + width).toBeLessThan(841.89);
      expect(lines[0]!.sizes.length).toBeGreaterThan(3);
    }
  });

  it('puts the QR code into its box, with quiet space around it', () => {
    const qr = made.design!.blocks.find((block) => block.kind === 'qr')!;
    expect(qr.x).toBeGreaterThan(1180 * scale + 3);
    expect(qr.x + qr.size).toBeLessThan(1305 * scale - 3);
  });

  it('draws its shapes with their styles, and percentages as lengths', () => {
    const { art } = made.design!;
    expect(art).toContain('viewBox="0 0 841.89 515.49"');
    expect(art).toContain('<rect width="1398" height="856" fill="#fbe7d0"/>');
    expect(art).toContain('<stop offset="0%" stop-color="#f9e27d"/>');
    expect(art).toContain('clip-path="url(#frame)"');
    expect(art).not.toMatch(/<style|font|recipient|cdn\.example/);
  });

  it('tells that its own faces are not used, and nothing else', () => {
    expect(said(made)).toEqual([
      "template.url, line 4: @font-face is left out: texts are set in Laurel's own faces",
    ]);
  });
});

describe('what a drawing must not hold', () => {
  it.each([
    ['a script', '<script>alert(1)</script>', 4, '<script>'],
    ['a foreign object', '<g>\n<foreignObject/></g>', 5, '<foreignObject>'],
    ['an event attribute', '<rect onclick="x()" width="1" height="1"/>', 4, 'onclick'],
    ['a remote picture', '<image href="https://evil.example/a.png"/>', 4, 'https://evil.example'],
    ['a file', '<image href="file:///etc/passwd" width="1" height="1"/>', 4, 'file:///etc'],
    ['a use of another file', '<use href="other.svg#a"/>', 4, '<use>'],
    ['a gradient elsewhere', '<linearGradient id="a" href="x.svg#b"/>', 4, '<linearGradient>'],
    ['a remote fill', '<rect fill="url(https://evil.example/#a)"/>', 4, 'fill'],
    ['a remote fill in a style', '<rect style="fill:url(//evil.example/#a)"/>', 4, 'fill'],
    ['a nested drawing', '<svg/>', 4, '<svg>'],
    ['a text along a path', '<text><textPath href="#a">x</textPath></text>', 4, '<textPath>'],
    ['an unknown placeholder', '<text>${recipientname}</text>', 4, 'is ${recipientName} meant?'],
    ['an unknown registry name', '<text>{{credentialSubject.grade}}</text>', 4, 'grade'],
    ['a picture in a text', '<text>${qrCodeImage}</text>', 4, 'picture'],
    ['a text as a picture', '<image href="${courseName}" width="9" height="9"/>', 4, 'no picture'],
    ['a place that is none', '<text x="left">a</text>', 4, 'x="left"'],
    ['a transform that is none', '<g transform="matrix(1)"><path d="M0 0"/></g>', 4, 'transform'],
    ['a picture inside a picture', '<image href="data:image/svg+xml,%3Csvg/%3E"/>', 4, 'picture'],
  ])('is refused with its line: %s', (_, inside, line, part) => {
    const made = compiled(drawing(inside));
    expect(made.design).toBeNull();
    const told = said(made).find((text) => text.includes(part));
    expect(told).toMatch(new RegExp(`^template.url, line ${String(line)}: `));
  });

  it.each([
    ['a document type', '<!DOCTYPE svg [<!ENTITY a "b">]>\n<svg viewBox="0 0 1 1"/>', 'DOCTYPE'],
    ['an instruction', '<?xml-stylesheet href="a.css"?><svg viewBox="0 0 1 1"/>', 'xml-stylesheet'],
    ['an unknown entity', '<svg viewBox="0 0 1 1"><text>&x;</text></svg>', 'entity'],
    ['an open element', '<svg viewBox="0 0 1 1"><g></svg>', 'line 1'],
    ['no size', '<svg/>', 'viewBox'],
    ['another root', '<html/>', '<html>'],
    ['no element', 'certificate', 'line 1'],
    ['too deep nesting', `<svg viewBox="0 0 1 1">${'<g>'.repeat(70)}`, '64 deep'],
  ])('is refused as a whole: %s', (_, text, part) => {
    const made = compiled(text);
    expect(made.design).toBeNull();
    expect(said(made)[0]).toContain(part);
  });

  it('may name the document type that drawing programs write', () => {
    const name = '"-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd"';
    expect(compiled(`<!DOCTYPE svg PUBLIC ${name}>${drawing('')}`).design).not.toBeNull();
  });

  it('is refused when its references would never end', () => {
    const made = compiled(drawing('<g id="a"><path d="M0 0"/><use href="#a"/></g>'));
    expect(said(made)[0]).toContain('never end');
  });

  it('is refused when its references make millions of shapes', () => {
    const level = (i: number): string =>
      `<g id="l${String(i)}">${`<use href="#l${String(i - 1)}"/>`.repeat(10)}</g>`;
    const levels = [1, 2, 3, 4, 5, 6, 7, 8].map(level).join('');
    const made = compiled(drawing(`<path id="l0" d="M0 0H1"/>${levels}`));
    expect(said(made)[0]).toContain('100000 shapes');
  });
});

describe('what cannot be drawn as it is', () => {
  it.each([
    ['a filter', '<rect filter="url(#f)" width="1" height="1"/>', 'filter'],
    ['an unknown element', '<blink/>', '<blink>'],
    ['an animation', '<animate attributeName="x"/>', '<animate>'],
    ['a media rule', '<style>@media print { .a { fill: red } }</style>', '@media'],
    ['a selector', '<style>g > .a { fill: red }</style>', 'g > .a'],
    ['a missing part', '<use href="#nobody"/>', '#nobody'],
    ['two styles in a text', '<text>a <tspan fill="red">b</tspan></text>', 'one style'],
    ['a gradient of no colour', '<text fill="url(#none)">a</text>', 'no colour'],
    ['a text beyond the page', '<text x="5000">a</text>', 'outside the page'],
    ['a size that is none', '<text font-size="${maxFontSize}">a</text>', 'no size'],
  ])('is told, and the rest is drawn: %s', (_, inside, part) => {
    const made = compiled(drawing(`<path d="M1 1H2"/>${inside}`));
    expect(made.design?.art).toContain('<path d="M1 1H2"/>');
    expect(said(made).join('\n')).toContain(part);
  });

  it('is told when nothing names the learner or can be scanned', () => {
    const made = compiled('<svg viewBox="0 0 10 10"><text>Hello</text></svg>');
    expect(made.design).not.toBeNull();
    expect(made.problems.every(({ severity }) => severity === 'warning')).toBe(true);
    expect(said(made).join()).toMatch(/recipientName.*qrCodeImage.*courseName/s);
  });
});

describe('a text', () => {
  it.each([
    ['start', '', 'left'],
    ['end', 'text-anchor="end"', 'right'],
    ['middle', 'style="text-anchor:middle"', 'center'],
  ])('that is anchored at its %s fills the room that there is', (_, anchor, align) => {
    const block = textWith(compiled(drawing(`<text x="700" y="9" ${anchor}>Xyz</text>`)), 'Xyz');
    const anchored = {
      left: block.x,
      center: block.x + block.width / 2,
      right: block.x + block.width,
    };
    expect(block.align).toBe(align);
    expect(anchored[block.align]).toBeCloseTo(700 * 0.84189, 1);
    const widths = { left: 253 - 18, center: 2 * (253 - 18), right: 589 - 18 };
    expect(block.width).toBeCloseTo(widths[block.align], -1);
  });

  it('keeps the transforms around it', () => {
    const inside = '<g transform="translate(100 50) scale(2)"><text x="10" y="20">Xyz</text></g>';
    const block = textWith(compiled(drawing(inside)), 'Xyz');
    expect([block.x, block.y]).toEqual([101.03, 75.77]);
    expect(block.lines[0]!.sizes[0]).toBeCloseTo(32 * 0.84189, 1);
  });

  it('that is turned keeps its matrix and fits the way that it goes', () => {
    const inside = '<text transform="translate(50 480) rotate(-90)" x="0" y="0">Xyz</text>';
    const block = textWith(compiled(drawing(inside)), 'Xyz');
    const [a, b] = block.matrix!;
    expect([a, b]).toEqual([expect.closeTo(0, 6), expect.closeTo(-0.84189, 4)]);
    expect(block.width * 0.84189).toBeCloseTo(480 * 0.84189 - 18, 0);
  });

  it('of several lines becomes several boxes, and parts without a place stay on their line', () => {
    const inside =
      '<text><tspan x="10" y="20">One <tspan>and</tspan> a</tspan>' +
      '<tspan x="10" dy="1.5em">Two</tspan></text>';
    const made = compiled(drawing(inside));
    const [one, two] = [textWith(made, 'One'), textWith(made, 'Two')];
    expect(one.lines[0]!.text).toBe('One and a');
    expect(two.y - one.y).toBeCloseTo(24 * 0.84189, 1);
  });

  it('takes its style from classes, attributes and its parents, the nearest first', () => {
    const inside =
      '<style>.b { font-weight: 700; fill: navy } #n { fill: teal } text { font-style: italic }' +
      '</style><g font-family="Arial" letter-spacing="2"><text class="b" id="n">Xyz</text></g>';
    const [line] = textWith(compiled(drawing(inside)), 'Xyz').lines;
    expect(line).toMatchObject({ bold: true, italic: true, color: '#008080', family: 'sans' });
  });

  it('that is hidden is not drawn', () => {
    const made = compiled(drawing('<g display="none"><text>Xyz</text></g>'));
    expect(texts(made).map((block) => block.lines[0]!.text)).toEqual([
      '${recipientName} ${courseName}',
      '${accessCode}',
    ]);
  });

  it('keeps the characters of its source as characters', () => {
    const block = textWith(compiled(drawing('<text>&lt;b&gt; &amp; (x) Tj &#x939;</text>')), 'Tj');
    expect(block.lines[0]!.text).toBe('<b> & (x) Tj ह');
  });
});

describe('pictures', () => {
  it('of signatories become boxes', () => {
    const made = compiled(
      drawing('<image href="${signatory1Image}" x="100" y="300" width="120" height="40"/>'),
    );
    expect(made.design!.blocks).toContainEqual({
      kind: 'picture',
      x: 84.19,
      y: 252.57,
      width: 101.03,
      height: 33.68,
      image: '${signatory1Image}',
    });
  });

  it('that were fetched are drawn from what was fetched', () => {
    const inside = '<image href="https://a.example/x.png" width="10" height="10"/>';
    const made = compiled(drawing(inside), [['https://a.example/x.png', RED_PNG]]);
    expect(made.design!.art).toContain('href="data:image/png;base64,');
    expect(made.design!.art).not.toContain('a.example');
  });

  it('as Sunbird draws them have the access code below the QR code', () => {
    const made = compiled(drawing(''));
    const code = textWith(made, 'accessCode');
    const qr = made.design!.blocks.find((block) => block.kind === 'qr')!;
    expect(code.y).toBeGreaterThan(qr.y + qr.size);
    expect(code.y).toBeLessThan(450 * 0.84189);
  });

  it('of QR codes stand on white, whatever is behind them', () => {
    const { art } = compiled(drawing('')).design!;
    expect(art).toContain('<rect x="800" y="350" width="100" height="100" fill="#ffffff"/>');
  });

  it('with a QR code without a size are refused', () => {
    const made = compiled(drawing('<image href="{{qrCode}}"/>'));
    expect(said(made)[0]).toContain('no width and height');
  });
});
