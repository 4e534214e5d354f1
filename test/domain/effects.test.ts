import { describe, expect, it } from 'vitest';
import type { Command } from '../../src/domain/command.js';
import { effectsBetween, type Effect } from '../../src/domain/effects.js';
import type { EnrolmentState } from '../../src/domain/enrolment.js';
import { fold } from '../../src/domain/fold.js';
import { confirm, enrol, issue, observe, record, unenrol } from './commands.js';
import { KEY, attempt, content, enrolled, tree, unenrolled } from './given.js';

const COURSE = tree(['a']);
const CERTIFY: Effect = { kind: 'certify', request: '', key: KEY };

describe('Judging for certificates', () => {
  it('follows a completion', () => {
    expect(effectsOf(enrolled(), observe(content('a', 2, 200)))).toEqual([CERTIFY]);
  });

  it('does not follow a completion that only moves earlier', () => {
    const done = afterAll(enrolled(), observe(content('a', 2, 300)));

    expect(effectsOf(done, observe(content('a', 2, 200)))).toEqual([]);
  });

  it('does not follow work that completes nothing', () => {
    expect(effectsOf(enrolled(), observe(content('a', 1, 200)))).toEqual([]);
  });

  it('follows an enrolment that makes earlier work count', () => {
    expect(effectsOf(unenrolled({ contents: [content('a', 2, 200)] }), enrol(300))).toEqual([
      CERTIFY,
    ]);
  });

  it('follows an enrolment after an attempt, as an attempt after the enrolment', () => {
    expect(effectsOf(unenrolled({ attempts: [attempt()] }), enrol(300))).toEqual([CERTIFY]);
    expect(effectsOf(enrolled(), record(attempt()))).toEqual([CERTIFY]);
  });

  it('does not follow an enrolment without results', () => {
    expect(effectsOf(unenrolled(), enrol(300))).toEqual([]);
  });

  it.each([0, 3])('follows a later record of an attempt with the score %i', (score) => {
    const before = enrolled({ attempts: [attempt({ score: 1, maxScore: 3 })] });

    const later = record(attempt({ attemptedAt: 2000, score, maxScore: 3 }));

    expect(effectsOf(before, later)).toEqual([CERTIFY]);
  });

  it('does not follow a later record with the same score', () => {
    const before = enrolled({ attempts: [attempt()] });

    expect(effectsOf(before, record(attempt({ attemptedAt: 2000 })))).toEqual([]);
  });

  it('waits while the learner is not a member', () => {
    expect(effectsOf(unenrolled(), record(attempt()))).toEqual([]);
    expect(effectsOf(enrolled({ active: false }), observe(content('a', 2, 200)))).toEqual([]);
  });

  it('follows the return of a learner who completed while away', () => {
    const away = afterAll(enrolled(), unenrol(150), observe(content('a', 2, 200)));

    expect(effectsOf(away, enrol(300))).toEqual([CERTIFY]);
  });
});

describe('Rendering a certificate', () => {
  it('is asked for once, when it is decided', () => {
    const decided = afterAll(enrolled(), issue('g1'));

    expect(effectsBetween(enrolled(), decided)).toEqual([
      { kind: 'render', key: KEY, certificate: 'g1' },
    ]);
    expect(effectsOf(decided, issue('g1'))).toEqual([]);
    expect(effectsOf(decided, confirm('g1'))).toEqual([]);
  });

  it('is not asked for when the document is there already', () => {
    const rendered = afterAll(enrolled(), issue('g1'), confirm('g1'));

    expect(effectsBetween(enrolled(), rendered)).toEqual([]);
  });

  it('is asked for each generation of a re-issue', () => {
    const decided = afterAll(enrolled(), issue('g1'));

    expect(effectsOf(decided, issue('g2', 'g1'))).toEqual([
      { kind: 'render', key: KEY, certificate: 'g2' },
    ]);
  });
});

describe('A replay', () => {
  it('has no effect', () => {
    const commands = [observe(content('a', 2, 200)), record(attempt()), issue('g1'), confirm('g1')];
    const state = afterAll(enrolled(), ...commands);

    expect(commands.flatMap((command) => effectsOf(state, command))).toEqual([]);
  });
});

function effectsOf(before: EnrolmentState, command: Command): Effect[] {
  return effectsBetween(before, fold(before, command, COURSE).state);
}

function afterAll(from: EnrolmentState, ...commands: readonly Command[]): EnrolmentState {
  return commands.reduce((state, command) => fold(state, command, COURSE).state, from);
}
