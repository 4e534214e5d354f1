/** What came in and could not be applied. */
import type { VNode } from 'preact';
import type { LetterList } from '../../console-answers.js';
import { consolePath } from '../../console-paths.js';
import { Shown, useAnswer } from '../answer.js';
import { moment, t } from '../language.js';
import { Empty, Head } from '../parts/head.js';

export function LettersPage(): VNode {
  const asked = useAnswer<LetterList>('/v1/console/dead-letters');
  return (
    <>
      <Head title={t('letters.title')} below={t('letters.what')} />
      <Shown asked={asked}>
        {({ letters, isMore }) =>
          letters.length === 0 ? (
            <Empty title={t('letters.none')} todo={t('letters.none.todo')} />
          ) : (
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
          )
        }
      </Shown>
    </>
  );
}
