import { describe, expect, it } from 'vitest';
import { designValues } from '../../../src/certificates/page/design-values.js';
import type { CertificateFacts } from '../../../src/domain/certificate.js';
import { sampleContent, sampleFacts } from '../sample.js';

describe('designValues', () => {
  it('print days of the zone with two digits', () => {
    const values = valuesOf({
      issuedAt: Date.UTC(2026, 2, 2, 20),
      expiresAt: Date.UTC(2028, 2, 1),
    });
    expect(values.get('issuedDate')).toBe('03 March 2026');
    expect(values.get('expiryDate')).toBe('01 March 2028');
  });

  it('say nothing of what is not known', () => {
    const values = valuesOf({ completedAt: 0, scorePercent: null });
    for (const name of ['completedDate', 'expiryDate', 'scorePercent', 'achievement'] as const) {
      expect(values.get(name)).toBe('');
    }
    expect(values.get('deed')).toBe('has earned this certificate in the course');
  });

  it('say when and how well in one sentence', () => {
    const values = valuesOf({ completedAt: Date.UTC(2026, 2, 3), scorePercent: 87.56 });
    expect(values.get('achievement')).toBe('on 3 March 2026 with a score of 87.5%');
  });

  it('name those who sign', () => {
    const values = designValues(sampleFacts(), sampleContent('x', 'y'));
    expect(values.get('signatory1Name')).toBe('Dr. Meera Krishnan 1');
    expect(values.get('signatory1Image')).toBe('y');
    expect(values.get('signatory2Name')).toBe('');
  });
});

const valuesOf = (change: Partial<CertificateFacts>) =>
  designValues(sampleFacts(change), sampleContent());
