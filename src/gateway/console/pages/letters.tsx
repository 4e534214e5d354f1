/** What came in and could not be applied: by cause, and one by one. */
import type { VNode } from 'preact';
import type { LetterLine, LetterList } from '../../letter-answers.js';
import { CONSOLE_PATHS, consolePath } from '../../console-paths.js';
import { Shown, useAnswer } from '../answer.js';
import { withQuery } from '../api.js';
import { moment, t } from '../language.js';
import { Empty, Head } from '../parts/head.js';
import { LetterCauses } from '../parts/letter-causes.js';

/** `reason` '' = those of all causes. */
export function LettersPage({ reason }: { readonly reason: string }): VNode {
  const asked = useAnswer<LetterList>(withQuery('/v1/console/dead-letters', { reason }));
  return (
    <>
      <Head title={t('letters.title')} below={t('letters.what')} />
      <Shown asked={asked}>
        {({ letters, isMore, causes, areMoreCauses }) => (
          <>
            {causes.length === 0 ? null : (
              <LetterCauses causes={causes} areMore={areMoreCauses} again={asked.again} />
            )}
            {reason === '' ? null : (
              <p>
                {t('letters.only', reason)} <a href={CONSOLE_PATHS.letters}>{t('letters.all')}</a>
              </p>
            )}
            {letters.length === 0 ? (
              <NoLetters isOfCause={reason !== ''} />
            ) : (
              <Letters letters={letters} isMore={isMore} />
            )}
          </>
        )}
      </Shown>
    </>
  );
}

const NoLetters = ({ isOfCause }: { readonly isOfCause: boolean }): VNode =>
  isOfCause ? (
    <Empty title={t('letters.none.cause')} todo={t('letters.none.cause.todo')} />
  ) : (
    <Empty title={t('letters.none')} todo={t('letters.none.todo')} />
  );

interface LettersProps {
  readonly letters: readonly LetterLine[];
  readonly isMore: boolean;
}

const Letters = ({ letters, isMore }: LettersProps): VNode => (
  <section class="card">
    <table class="cards">
      <thead>
        <tr>
          <th scope="col">{t('letters.reason')}</th>
          <th scope="col">{t('letters.when')}</th>
          <th scope="col">{t('letters.source')}</th>
          <th scope="col">{t('letters.position')}</th>
        </tr>
      </thead>
      <tbody>
        {letters.map(({ source, position, reason, at, way }) => (
          <tr key={`${source} ${position}`}>
            <td>
              <a href={consolePath('letter', { source, position })}>{reason}</a>
              <span class="sub">{way}</span>
            </td>
            <td data-label={t('letters.when')}>{moment(at)}</td>
            <td data-label={t('letters.source')}>{source}</td>
            <td data-label={t('letters.position')}>{position}</td>
          </tr>
        ))}
      </tbody>
    </table>
    {isMore ? <p class="muted">{t('letters.more')}</p> : null}
  </section>
);
