import { describe, expect, it } from 'vitest';
import {
  SIGNATURE_IMAGE_CHARS_MAX,
  SIGNATURE_IMAGE_COUNT_MAX,
  signatureImage,
} from '../../src/certificates/signature-image.js';
import { SVG_IMAGE, pngUrl, translucentPng } from './sample.js';

describe('signatureImage', () => {
  it('takes a PNG with its size', () => {
    expect(signatureImage(pngUrl(translucentPng(7)))).toMatchObject({ width: 40, height: 12 });
  });

  it('gives the same picture after it has been forgotten', () => {
    const url = pngUrl(translucentPng(7));
    const first = signatureImage(url);
    for (let i = 0; i < SIGNATURE_IMAGE_COUNT_MAX; i++) signatureImage(`data:,${String(i)}`);
    expect(signatureImage(url)).toEqual(first);
  });

  it('takes a JPEG as it is', () => {
    expect(signatureImage(JPEG)).toMatchObject({ width: 3, height: 2, source: { image: JPEG } });
  });

  it.each([
    ['percent-encoded', SVG_IMAGE],
    ['in base64', `data:image/svg+xml;base64,${Buffer.from(drawing('')).toString('base64')}`],
    ['with its character set', `data:image/svg+xml;charset=utf-8,${drawing('')}`],
    ['with an XML declaration', `data:image/svg+xml,<?xml version="1.0"?>\n${drawing('')}`],
  ])('takes an SVG %s', (_name, url) => {
    expect(signatureImage(url)).toMatchObject({ width: 90, height: 30 });
  });

  it.each([
    'https://evil.example/x.png',
    'file:///etc/passwd',
    '/etc/passwd',
    'javascript:alert(1)',
    'data:text/html,<script>alert(1)</script>',
    'data:image/png;base64,AAAA',
    'data:image/jpeg;base64,AAAA',
    'data:image/gif;base64,R0lGODlhAQABAAAAACw=',
    'data:image/svg+xml,not a drawing',
    '',
  ])('draws nothing for %s', (url) => {
    expect(signatureImage(url)).toBeNull();
  });

  it('draws nothing for a picture beyond the limit', () => {
    const padding = ' '.repeat(SIGNATURE_IMAGE_CHARS_MAX);
    expect(signatureImage(`data:image/svg+xml,${drawing('')}${padding}`)).toBeNull();
  });

  it.each([
    '<image href="file:///etc/passwd"/>',
    '<image xlink:href="https://evil.example/x.png"/>',
    '<a href="javascript:alert(1)"><path d="M0 0"/></a>',
    '<use href="#x"/>',
    '<script>alert(1)</script>',
    '<style>@import "https://evil.example/x.css"</style>',
    '<foreignObject/>',
    '<text font-family="/etc/passwd">x</text>',
    '<path d="M0 0" onload="alert(1)"/>',
    '<path d="M0 0" style="fill:url(https://evil.example/x)"/>',
    '<path d="M0 0" fill="url(file:///etc/passwd)"/>',
    '<path d="M0 0"',
    '<g><path d="M0 0"/>',
    '</svg><svg>',
  ])('refuses the drawing %s', (inside) => {
    expect(signatureImage(`data:image/svg+xml,${encodeURIComponent(drawing(inside))}`)).toBeNull();
  });

  it('refuses entities', () => {
    const bomb = `<!DOCTYPE svg [<!ENTITY a "b">]>${drawing('')}`;
    expect(signatureImage(`data:image/svg+xml,${encodeURIComponent(bomb)}`)).toBeNull();
  });

  it('takes groups, styles and transforms', () => {
    const shapes = '<g transform="rotate(5) scale(2)"><path style="fill:none" d="M0 0z"/></g>';
    expect(signatureImage(`data:image/svg+xml,${drawing(shapes)}`)).not.toBeNull();
  });
});

const drawing = (inside: string): string =>
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 90 30">${inside}</svg>`;

/** The frame of a JPEG of 3 by 2 pixels in one component, without pixels. */
const JPEG = `data:image/jpeg;base64,${Buffer.from(
  'ffd8ffe000044a46ffc0000b080002000301011100ffd9',
  'hex',
).toString('base64')}`;
