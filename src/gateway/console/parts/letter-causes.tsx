/** Dead letters by cause, and taking all of one again, with the numbers as they come. */
import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import type { CauseOutcome, LetterCause } from '../../letter-answers.js';
import { CONSOLE_PATHS } from '../../console-paths.js';
import { send, withQuery } from '../api.js';
import { number, t } from '../language.js';

interface LetterCausesProps {
  readonly causes: readonly LetterCause[];
  readonly areMore: boolean;
  readonly again: () => void;
}

type Numbers = Pick<CauseOutcome, 'taken' | 'failed' | 'impossible' | 'stayed'>;

const NONE: Numbers = { taken: 0, failed: 0, impossible: 0, stayed: 0 };

export function LetterCauses({ causes, areMore, again }: LetterCausesProps): VNode {
  const [told, setTold] = useState('');
  const [isWorking, setWorking] = useState(false);
  const takeAll = (reason: string): void => {
    setWorking(true);
    void takeCause(reason, (so) => setTold(sentence('working', so))).then((text) => {
      setTold(text);
      setWorking(false);
      again();
    });
  };
  return (
    <section class="card">
      <h2>{t('letters.causes')}</h2>
      <table class="cards">
        <thead>
          <tr>
            <th scope="col">{t('letters.reason')}</th>
            <th scope="col" class="number">
              {t('letters.count')}
            </th>
            <th scope="col" class="actions">
              <span class="hidden">{t('letters.cause.redrive')}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {causes.map(({ reason, count }) => (
            <tr key={reason}>
              <td>
                <a href={withQuery(CONSOLE_PATHS.letters, { reason })}>{reason}</a>
              </td>
              <td class="number" data-label={t('letters.count')}>
                {number(count)}
              </td>
              <td class="actions">
                <button
                  class="small"
                  type="button"
                  disabled={isWorking}
                  aria-label={t('letters.cause.redrive.of', reason)}
                  onClick={() => takeAll(reason)}
                >
                  {t('letters.cause.redrive')}
                </button>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {areMore ? <p class="muted">{t('letters.causes.more')}</p> : null}
      <p role="status">{told}</p>
    </section>
  );
}

/** Call after call while there are more; answers with the sentence that tells the end. */
async function takeCause(reason: string, tell: (so: Numbers) => void): Promise<string> {
  let so = NONE;
  for (;;) {
    const request = { reason, skip: so.stayed };
    const answer = await send<CauseOutcome>('POST', '/v1/console/dead-letters/redrive', request);
    if (!answer.ok) return sentence('trouble', so, answer.message);
    const { value } = answer;
    so = {
      ...{ taken: so.taken + value.taken, failed: so.failed + value.failed },
      ...{ impossible: so.impossible + value.impossible, stayed: so.stayed + value.stayed },
    };
    if (value.trouble !== '') return sentence('trouble', so, value.trouble);
    if (!value.isMore) return sentence('done', so);
    tell(so);
  }
}

const sentence = (end: 'working' | 'done' | 'trouble', so: Numbers, trouble = ''): string =>
  t(`letters.cause.${end}`, so.taken, so.failed, so.impossible, trouble);
