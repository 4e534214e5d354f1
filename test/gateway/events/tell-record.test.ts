import { describe, expect, it } from 'vitest';
import { scoreSubject, type Send, type TellEvent } from '../../../src/domain/effects.js';
import type { EnrolmentState } from '../../../src/domain/enrolment.js';
import { recordOfTell } from '../../../src/gateway/events/tell-record.js';
import { attempt, enrolled, generation, KEY } from '../../domain/given.js';
import { AT, shown } from './given.js';

describe('the record of what is told', () => {
  it.each([
    ['content-start', 'do_R1', { edata: { type: 'start' }, object: { id: 'do_R1' } }],
    ['content-complete', 'do_R1', { edata: { type: 'complete' }, object: { id: 'do_R1' } }],
    ['course-complete', '', { edata: { type: 'enrol-complete' }, object: { id: 'user001' } }],
    ['certificate-issued', 'c1', { edata: { props: ['certificates'] }, object: { id: 'c1' } }],
  ] as const)('of %s names its subject', (event, subject, record) => {
    expect(shown(told(event, subject)!)).toMatchObject(record);
  });

  it.each(['certificate-notify', 'certificate-feed'] as const)('of %s is none', (event) => {
    expect(told(event, 'c1')).toBeNull();
  });

  it('of an issued certificate names it as its registry does', () => {
    const generations = [generation('c1', { identifier: 'osid-1' })];

    const record = told('certificate-issued', 'c1', enrolled({ generations }));

    expect(shown(record!)).toMatchObject({ object: { id: 'osid-1' } });
  });

  it('of a completion asks for certificates and names no attempt', () => {
    expect(told('certificate-request', '')!.value).not.toContain('attemptId');
  });

  it.each([
    ['the latest attempt', [attempt({ attempt: 'a9' })], 'a9'],
    ['none of several contents', [attempt(), attempt({ content: 'other' as never })], ''],
  ])('of scores names %s', (_name, attempts, attemptId) => {
    const state = enrolled({ attempts });

    const record = told('certificate-request', scoreSubject(state), state);

    expect(shown(record!)).toMatchObject({ edata: { attemptId } });
  });

  it('of another score of the same attempt is another record', () => {
    const [before, after] = ['h1', 'h2'].map((payloadHash) => {
      const state = enrolled({ attempts: [attempt({ payloadHash })] });
      return told('certificate-request', scoreSubject(state), state);
    });

    expect(before!.id).not.toBe(after!.id);
  });

  it('of the same scores is the same record, in whatever order they came', () => {
    const attempts = [attempt(), attempt({ attempt: 'a2', attemptedAt: 5 })];

    const [one, two] = [attempts, attempts.toReversed()].map((list) => {
      const state = enrolled({ attempts: list });
      return told('certificate-request', scoreSubject(state), state);
    });

    expect(one).toEqual(two);
  });
});

const told = (event: TellEvent, subject: string, state: EnrolmentState = enrolled()): Send | null =>
  recordOfTell({ kind: 'tell', key: KEY, event, subject }, state, AT);
