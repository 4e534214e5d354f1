import { describe, expect, it } from 'vitest';
import { certificateIdOf } from '../../../src/certificates/identity.js';
import type { GenerateRequest } from '../../../src/gateway/topics/generate-request.js';
import {
  decidedCertificate,
  isStillToIssue,
  type CertificatePlace,
} from '../../../src/gateway/topics/generated-certificate.js';
import { parseGenerateRequest } from '../../../src/gateway/topics/generate-request.js';
import { enrolled, generation, unenrolled } from '../../domain/given.js';
import { context, eventOf, key, RECEIVED } from './given.js';

const NAME = '100PercentCompletionCertificate';

describe('whether a generate request still asks for something', () => {
  it('does for an enrolment without a certificate of that name', () => {
    const state = enrolled({ generations: [generation('other', { name: 'Other' })] });

    expect(isStillToIssue(state, request())).toBe(true);
  });

  it('does not without an enrolment', () => {
    expect(isStillToIssue(unenrolled(), request())).toBe(false);
  });

  it('does not when there is a certificate of that name in any case', () => {
    const state = enrolled({ generations: [generation('g1', { name: NAME.toUpperCase() })] });

    expect(isStillToIssue(state, request())).toBe(false);
  });

  it('does when the certificate is to be replaced', () => {
    const state = enrolled({ generations: [generation('g1', { name: NAME })] });

    expect(isStillToIssue(state, request({ oldId: 'g1' }))).toBe(true);
  });

  it('does not when it was replaced already, known by its identifier in a registry', () => {
    const old = generation('g1', { name: NAME, identifier: 'osid-1' });
    const now = generation('g2', { name: NAME, replaces: 'g1' });

    const again = isStillToIssue(
      enrolled({ generations: [old, now] }),
      request({ oldId: 'osid-1' }),
    );

    expect(again).toBe(false);
  });
});

describe('the certificate that a generate request decides', () => {
  it('ends when the request says, and has no such field where it says nothing', () => {
    const ending = decidedCertificate(enrolled(), { ...request(), expiresAt: 9000 }, PLACE);
    expect(ending.facts.expiresAt).toBe(9000);
    expect(decidedCertificate(enrolled(), request(), PLACE).facts).not.toHaveProperty('expiresAt');
  });

  it('prints what the request says', () => {
    const { facts } = decidedCertificate(enrolled({ completedAt: 5000 }), request(), PLACE);

    const enrolment = key('user001', 'do_11309999837886054415', '0131000245281587206');
    const certificate = certificateIdOf(enrolment, NAME, '');
    expect(facts).toMatchObject({
      certificate,
      replaces: '',
      recipientName: 'Creation ',
      courseName: 'new course may23',
      batchName: 'A batch',
      templateName: NAME,
      completedAt: 5000,
      issuedAt: RECEIVED,
      verifyUrl: `https://laurel.example/certificates/${certificate}`,
    });
  });

  it('is the same for the same request', () => {
    const decide = (): unknown => decidedCertificate(enrolled(), request(), PLACE);

    expect(decide()).toEqual(decide());
  });

  it('is listed as the installation lists its certificates', () => {
    const { listing } = decidedCertificate(enrolled(), request(), PLACE);

    expect(listing).toMatchObject({ templateUrl: request().content.url });
  });

  it('is dated by its issue where no completion is known', () => {
    expect(decidedCertificate(enrolled(), request(), PLACE).facts.completedAt).toBe(RECEIVED);
  });

  it.each([
    ['the live certificate of its name', [generation('g1', { name: NAME })], 'g0', 'g1'],
    [
      'the one that a registry knows as oldId',
      [generation('g1', { name: NAME, identifier: 'o' })],
      'o',
      'g1',
    ],
    ['oldId, where none is known', [], 'g0', 'g0'],
  ])('replaces %s', (_name, generations, oldId, replaced) => {
    const { facts } = decidedCertificate(enrolled({ generations }), request({ oldId }), PLACE);

    expect(facts.replaces).toBe(replaced);
  });

  it('is named after the course where the request is silent', () => {
    const { facts } = decidedCertificate(enrolled(), request({ courseName: null }), PLACE);

    expect(facts.courseName).toBe('A course');
  });
});

const PLACE: CertificatePlace = {
  publicUrl: 'https://laurel.example',
  timeZone: 'Asia/Kolkata',
  batchName: 'A batch',
  courseName: 'A course',
};

function request(change: Readonly<Record<string, unknown>> = {}): GenerateRequest {
  const text = JSON.stringify(eventOf('gen-02-first-issue', change));
  const event = parseGenerateRequest(text, context());
  if (event.kind !== 'generate') throw new Error(JSON.stringify(event));
  return event.request;
}
