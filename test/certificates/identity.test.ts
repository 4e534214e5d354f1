import { describe, expect, it } from 'vitest';
import { accessCodeOf, certificateIdOf, templateHashOf } from '../../src/certificates/identity.js';
import type { CertificateId } from '../../src/domain/ids.js';
import { KEY, sampleContent } from './sample.js';

describe('the identity of a certificate', () => {
  it('is the same in every release', () => {
    const id = certificateIdOf(KEY, 'Certificate of Completion', '');
    expect([id, accessCodeOf(id)]).toEqual(['ac3fb6d4-7199-8355-9c6e-d7ccac056435', 'T7V2T4']);
  });

  it('does not depend on the case of the template name', () => {
    const lower = certificateIdOf(KEY, 'certificate of merit', '');
    expect(certificateIdOf(KEY, 'Certificate OF Merit', '')).toBe(lower);
  });

  it('differs by learner, course, batch, template name and predecessor', () => {
    const ids = [
      certificateIdOf(KEY, 'a', ''),
      certificateIdOf({ ...KEY, learner: 'x' as typeof KEY.learner }, 'a', ''),
      certificateIdOf({ ...KEY, course: 'x' as typeof KEY.course }, 'a', ''),
      certificateIdOf({ ...KEY, batch: 'x' as typeof KEY.batch }, 'a', ''),
      certificateIdOf(KEY, 'b', ''),
      certificateIdOf(KEY, 'a', 'b'),
    ];
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('is laid out as a name-based UUID of version 8', () => {
    const shape = /^[\da-f]{8}-[\da-f]{4}-8[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/;
    for (let i = 0; i < 200; i++) expect(certificateIdOf(KEY, String(i), '')).toMatch(shape);
  });
});

describe('an access code', () => {
  it('has letters and digits in turn, none of which is mistaken for another', () => {
    for (let i = 0; i < 500; i++) {
      expect(accessCodeOf(String(i) as CertificateId)).toMatch(/^(?:[A-HJ-NP-Z][1-9]){3}$/);
    }
  });

  it('seldom repeats', () => {
    const codes = Array.from({ length: 1000 }, (_, i) => accessCodeOf(String(i) as CertificateId));
    expect(new Set(codes).size).toBeGreaterThan(995);
  });
});

describe('the hash of a template', () => {
  it('is the same in every release', () => {
    expect(templateHashOf(sampleContent('data:image/png;base64,AA=='))).toBe(
      '74c9e0eb21f0f05b12b9ec91a146959cf2fcbb4c0c8d53b4de2b26deba97dd36',
    );
  });

  it('does not depend on the order of keys', () => {
    const content = sampleContent();
    const turned = content.signatories.map(({ name, id, designation, image }) => ({
      image,
      designation,
      id,
      name,
    }));
    expect(templateHashOf({ signatories: turned, url: '' })).toBe(templateHashOf(content));
  });

  it('is the same in every release when there is a design, whatever the order of its keys', () => {
    const content = { url: '', signatories: [] };
    const design = { width: 2, height: 1, language: 'en', art: '', blocks: [] };
    const turned = { blocks: [], art: '', language: 'en', height: 1, width: 2 };
    const hash = templateHashOf({ ...content, design });
    expect(templateHashOf({ design: turned, ...content })).toBe(hash);
    expect(hash).toBe('c75854a08e837c075f09dcac3e77e8e73e664b5f058638ce4c1afd55a433ec13');
    expect(hash).not.toBe(templateHashOf(content));
  });

  it('changes with an image', () => {
    expect(templateHashOf(sampleContent('a'))).not.toBe(templateHashOf(sampleContent('b')));
  });
});
