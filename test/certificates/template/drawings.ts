/** Drawings that the template tests share, in the forms that Sunbird's installations have. */
import { pngFile, pngUrl } from '../sample.js';
import { compileSvg, type Compiled } from '../../../src/certificates/template/svg-template.js';

/** A drawing of 1000 by 500 around what a test is about, with what every template should show. */
export const drawing = (inside: string, root = ''): string =>
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1000 500" ${root}>\n` +
  '<text x="500" y="100" text-anchor="middle">${recipientName} ${courseName}</text>\n' +
  '<image href="${qrCodeImage}" x="800" y="350" width="100" height="100"/>\n' +
  `${inside}\n</svg>`;

export const compiled = (text: string, pictures: readonly [string, string][] = []): Compiled =>
  compileSvg({
    text,
    parameter: 'template.url',
    pictures: new Map(pictures),
    language: 'en',
  });

/** A template as the registry keeps it, with the texts of design tools around it. */
export const REGISTRY_TEMPLATE = `<?xml version="1.0" encoding="UTF-8"?>
<svg width="1398" height="856" viewBox="0 0 1398 856" fill="none"
  xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink">
<style>
  @font-face { font-family: "Roboto"; src: url("https://cdn.example.org/roboto.ttf"); }
  .label { fill: #5a4a2f; font-size: 20px }
</style>
<defs>
  <linearGradient id="gold" x1="0%" y1="0%" x2="100%" y2="0%">
    <stop offset="0%" stop-color="#f9e27d"/><stop offset="100%" stop-color="#cfa542"/>
  </linearGradient>
  <clipPath id="frame"><rect width="1398" height="856"/></clipPath>
</defs>
<g clip-path="url(#frame)">
  <rect width="100%" height="100%" fill="#fbe7d0"/>
  <rect x="30" y="30" width="1338" height="796" stroke="url(#gold)" stroke-width="8"/>
</g>
<text class="label" x="699" y="180" text-anchor="middle" style="font-size:54px;font-family:Georgia"
  >Certificate of Completion</text>
<text id="recipientName" fill="black" xml:space="preserve" style="white-space: pre"
  font-family="Roboto" font-size="44" font-weight="bold" letter-spacing="0em"
  ><tspan x="50%" y="335" text-anchor="middle">{{credentialSubject.recipientName}}</tspan></text>
<text id="courseName" class="label" font-family="Roboto" font-size="28"
  ><tspan x="50%" y="63%" text-anchor="middle">{{credentialSubject.trainingName}}</tspan></text>
<text class="label" x="125" y="600"
  >Issued on <tspan>{{dateFormat issuanceDate "DD MMMM  YYYY"}}</tspan></text>
<image id="QrCode" x="1180" y="640" width="125" height="125" xlink:href="{{qrCode}}"/>
</svg>`;

export const RED_PNG = pngUrl(
  pngFile({ width: 2, height: 1, bits: 8, colour: 2, rows: [[200, 0, 0, 200, 0, 0]] }),
);
