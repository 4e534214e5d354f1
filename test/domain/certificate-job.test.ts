import { describe, expect, it } from 'vitest';
import type { Generation } from '../../src/domain/generation.js';
import type { EnrolmentState } from '../../src/domain/enrolment.js';
import type { BatchId, CertificateId, CourseId, TemplateId } from '../../src/domain/ids.js';
import {
  fitness,
  isRevokedBy,
  meantOf,
  reissueEffect,
  revokeCommandOf,
  type CertificateFilter,
  type JobTask,
} from '../../src/domain/certificate-job.js';
import type { Template } from '../../src/domain/template.js';
import { enrolled, generation, unenrolled } from './given.js';

const MERIT = template('t-merit', 'Merit');
const OTHER = template('t-other', 'Other');
const FILTER: CertificateFilter = {
  ...{ course: 'c' as CourseId, batch: 'b' as BatchId, template: '' },
  ...{ issuedFrom: 0, issuedBefore: 0, status: 'issued', certificates: [] },
};
const AGAIN: JobTask = { kind: 'reissue' };
const REVOKE: JobTask = { kind: 'revoke', reason: 'Wrong' };

describe('what is issued again', () => {
  it('is what is live and drawn, under the template of its name in any case', () => {
    const old = generation('old', { name: 'Merit' });
    const live = generation('live', { name: 'MERIT', replaces: 'old' });
    const undrawn = generation('new', { name: 'Other', rendered: false });
    expect(idsOf([old, live, undrawn])).toEqual(['live']);
  });

  it.each([
    [{ issuedFrom: 1000 }, ['a', 'b']],
    [{ issuedFrom: 1001 }, ['b']],
    [{ issuedBefore: 2000 }, ['a']],
    [{ issuedFrom: 1000, issuedBefore: 2001 }, ['a', 'b']],
    [{ template: 't-other' }, ['b']],
    [{ template: 't-none' }, []],
  ])('fits the filter %j', (filter, ids) => {
    const all = [
      generation('a', { name: 'Merit', issuedAt: 1000 }),
      generation('b', { name: 'Other', issuedAt: 2000 }),
    ];
    expect(idsOf(all, filter)).toEqual(ids);
  });

  it('is what was revoked only where that is asked for', () => {
    const revoked = generation('r', { name: 'Merit', revocation: { at: 1, reason: 'x' } });
    const other = generation('o', { name: 'Other' });
    expect(idsOf([revoked, other])).toEqual(['o']);
    expect(idsOf([revoked, other], { status: 'revoked' })).toEqual(['r']);
  });

  it('is not what the job itself issued', () => {
    const state = stateWith([generation('own', { name: 'Merit' })]);
    expect(meantOf(state, { task: AGAIN, filter: FILTER }, [MERIT], () => true)).toEqual([]);
  });

  it('has no template where the batch has none of its name', () => {
    const state = stateWith([generation('a', { name: 'Gone' })]);
    const [one] = meantOf(state, { task: AGAIN, filter: FILTER }, [MERIT], NEVER_OWN);
    expect(one).toMatchObject({ generation: { id: 'a' }, template: null });
    expect(fitness(state, one!, null)).toBe('without-template');
  });

  it('is what is earned by the criteria of now, whatever is known of the user', () => {
    const open = enrolled({ generations: [generation('a', { name: 'Merit' })] });
    const complete = enrolled({ generations: [...open.generations.values()], completedAt: 5 });
    const one = { generation: generation('a'), template: MERIT };
    expect(fitness(open, one, null)).toBe('not-earned');
    expect(fitness(complete, one, null)).toBe('fit');
  });

  it('is nothing of who left', () => {
    const left = { ...unenrolled(), generations: stateWith([MERITED]).generations };
    expect(meantOf(left, { task: AGAIN, filter: FILTER }, [MERIT], NEVER_OWN)).toEqual([]);
  });

  it('is asked for under the name of the job and its template', () => {
    const state = stateWith([]);
    const effect = reissueEffect('j1', state, { generation: generation('a'), template: MERIT });
    expect(effect).toEqual({
      ...{ kind: 'certify', key: state.key, request: 'reissue:j1:t-merit', template: 't-merit' },
    });
  });
});

describe('what is revoked', () => {
  it('is what is live, drawn or not, also of who left and without a template', () => {
    const all = [
      generation('old', { name: 'Merit' }),
      generation('live', { name: 'Merit', replaces: 'old' }),
      generation('new', { name: 'Other', rendered: false }),
      generation('gone', { name: 'Gone', template: 't-gone' as TemplateId }),
    ];
    const left = { ...unenrolled(), generations: stateWith(all).generations };
    expect(revokedOf(left)).toEqual(['gone', 'live', 'new']);
    expect(revokedOf(left, { template: 't-gone' })).toEqual(['gone']);
  });

  it('is only what is named, where some are', () => {
    const all = [generation('a', { name: 'Merit' }), generation('b', { name: 'Other' })];
    const named = { certificates: ['b' as CertificateId] };
    expect(revokedOf(stateWith(all), named)).toEqual(['b']);
    expect(idsOf(all, named)).toEqual(['b']);
  });

  it('is known by the moment and the reason, and is meant when it is looked at again', () => {
    const job = { startedAt: 7, task: REVOKE };
    const one = { generation: MERITED, template: MERIT };
    const command = revokeCommandOf(job, 'Wrong', stateWith([MERITED]), one, 9);
    expect(command).toMatchObject({ certificate: 'm', at: 7, reason: 'Wrong', receivedAt: 9 });
    const own = { ...MERITED, revocation: { at: command.at, reason: command.reason } };
    const others = { ...MERITED, revocation: { at: 8, reason: 'Wrong' } };
    expect([isRevokedBy(job, own), isRevokedBy(job, others)]).toEqual([true, false]);
    const meant = (held: Generation): number =>
      meantOf(stateWith([held]), { task: REVOKE, filter: FILTER }, [], (g) => isRevokedBy(job, g))
        .length;
    expect([meant(own), meant(others), meant(MERITED)]).toEqual([1, 0, 1]);
  });
});

const MERITED = generation('m', { name: 'Merit' });

function revokedOf(state: EnrolmentState, filter: Partial<CertificateFilter> = {}): string[] {
  const job = { task: REVOKE, filter: { ...FILTER, ...filter } };
  return meantOf(state, job, [MERIT, OTHER], NEVER_OWN)
    .map(({ generation: { id } }) => id as string)
    .sort();
}

const NEVER_OWN = (): boolean => false;

const stateWith = (generations: readonly Generation[]) => enrolled({ generations });

function idsOf(all: readonly Generation[], filter: Partial<CertificateFilter> = {}): string[] {
  const job = { task: AGAIN, filter: { ...FILTER, ...filter } };
  return meantOf(stateWith(all), job, [MERIT, OTHER], NEVER_OWN).map((one) => one.generation.id);
}

function template(id: string, name: string): Template {
  return {
    ...{ template: id as TemplateId, name, url: '', signatories: [], extras: {} },
    criteria: { enrolmentStatus: 2, score: null, user: null },
    issuer: { name: 'i', url: 'u' },
  };
}
