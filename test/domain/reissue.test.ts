import { describe, expect, it } from 'vitest';
import type { Generation } from '../../src/domain/generation.js';
import type { BatchId, CourseId, TemplateId } from '../../src/domain/ids.js';
import { chosenOf, reissueEffect, type ReissueFilter } from '../../src/domain/reissue.js';
import type { Template } from '../../src/domain/template.js';
import { enrolled, generation, unenrolled } from './given.js';

const MERIT = template('t-merit', 'Merit');
const OTHER = template('t-other', 'Other');
const FILTER: ReissueFilter = {
  ...{ course: 'c' as CourseId, batch: 'b' as BatchId, template: '' },
  ...{ issuedFrom: 0, issuedBefore: 0, status: 'issued' },
};

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
    const chosen = chosenOf(
      stateWith([generation('own', { name: 'Merit' })]),
      FILTER,
      [MERIT],
      () => true,
    );
    expect(chosen.reissues).toEqual([]);
  });

  it('is nothing without a template of its name, which is counted', () => {
    const chosen = chosenOf(
      stateWith([generation('a', { name: 'Gone' })]),
      FILTER,
      [MERIT],
      NEVER_OWN,
    );
    expect(chosen).toEqual({ reissues: [], withoutTemplate: 1 });
  });

  it('is nothing of who left', () => {
    expect(chosenOf(unenrolled(), FILTER, [MERIT], NEVER_OWN).reissues).toEqual([]);
  });

  it('is asked for under the name of the job and its template', () => {
    const state = stateWith([]);
    const effect = reissueEffect('j1', state, { generation: generation('a'), template: MERIT });
    expect(effect).toEqual({
      ...{ kind: 'certify', key: state.key, request: 'reissue:j1:t-merit', template: 't-merit' },
    });
  });
});

const NEVER_OWN = (): boolean => false;

const stateWith = (generations: readonly Generation[]) => enrolled({ generations });

function idsOf(all: readonly Generation[], filter: Partial<ReissueFilter> = {}): string[] {
  const wanted = { ...FILTER, ...filter };
  const { reissues } = chosenOf(stateWith(all), wanted, [MERIT, OTHER], NEVER_OWN);
  return reissues.map((reissue) => reissue.generation.id);
}

function template(id: string, name: string): Template {
  return {
    ...{ template: id as TemplateId, name, url: '', signatories: [], extras: {} },
    criteria: { enrolmentStatus: 2, score: null, user: null },
    issuer: { name: 'i', url: 'u' },
  };
}
