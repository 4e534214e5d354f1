/** Certificates by id, learner or batch: look at them, issue them again, revoke them. */
import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import type { CertificateSearch } from '../../console-answers.js';
import { CONSOLE_PATHS } from '../../console-paths.js';
import { Shown, useAnswer } from '../answer.js';
import { withQuery } from '../api.js';
import { t } from '../language.js';
import { CertificateTable } from '../parts/certificate-table.js';
import { CountedNote } from '../parts/counted.js';
import { Empty, Head } from '../parts/head.js';
import { lazily } from '../parts/lazily.js';
import { useMay } from '../reader.js';
import { goTo } from '../router.js';

const WAYS = ['id', 'learner', 'batch'] as const;
type Way = (typeof WAYS)[number];

export function CertificatesPage({ query }: { readonly query: URLSearchParams }): VNode {
  const asked = WAYS.find((way) => query.has(way)) ?? 'id';
  const wanted = query.get(asked) ?? '';
  return (
    <>
      <Head title={t('certificates.title')} />
      <SearchForm key={`${asked} ${wanted}`} way={asked} text={wanted} />
      <Below way={asked} wanted={wanted} query={query} />
    </>
  );
}

const Many = lazily(async () => (await import('../parts/many.js')).Many);
const ManyJob = lazily(async () => (await import('../parts/many-job.js')).ManyJob);

interface BelowProps {
  readonly way: Way;
  readonly wanted: string;
  readonly query: URLSearchParams;
}

/** What was found, or how far a job on many of a batch is. */
function Below({ way, wanted, query }: BelowProps): VNode {
  const mayMany = useMay('certificates.many');
  const job = query.get('job') ?? '';
  if (wanted === '') return <p class="muted">{t('certificates.hint')}</p>;
  if (way === 'batch' && job !== '' && mayMany) {
    const kind = query.get('task') === 'revoke' ? 'revoke' : 'reissue';
    return <ManyJob key={job} batch={wanted} job={job} kind={kind} />;
  }
  const after = query.get('after');
  const batch = way === 'batch' && mayMany ? wanted : '';
  return <Found key={`${wanted} ${after ?? ''}`} query={{ [way]: wanted, after }} batch={batch} />;
}

interface SearchFormProps {
  readonly way: Way;
  readonly text: string;
}

function SearchForm({ way: first, text: given }: SearchFormProps): VNode {
  const [way, setWay] = useState<Way>(first);
  const [text, setText] = useState(given);
  const submit = (event: Event): void => {
    event.preventDefault();
    goTo(withQuery(CONSOLE_PATHS.certificates, { [way]: text.trim() }));
  };
  return (
    <form class="card form" role="search" onSubmit={submit}>
      <div>
        <label for="way">{t('certificates.by')}</label>
        <select id="way" value={way} onChange={(event) => setWay(event.currentTarget.value as Way)}>
          {WAYS.map((name) => (
            <option key={name} value={name}>
              {t(`certificates.by.${name}`)}
            </option>
          ))}
        </select>
      </div>
      <div class="wide">
        <label for="text">{t('certificates.text')}</label>
        <input
          id="text"
          required
          maxLength={128}
          autocomplete="off"
          value={text}
          onInput={(event) => setText(event.currentTarget.value)}
        />
      </div>
      <button class="first" type="submit">
        {t('action.search')}
      </button>
    </form>
  );
}

interface FoundProps {
  readonly query: Readonly<Record<string, string | null>>;
  /** Of which something may be done with many; '' = of none. */
  readonly batch: string;
}

function Found({ query, batch }: FoundProps): VNode {
  const [ticked, setTicked] = useState<readonly string[]>([]);
  const asked = useAnswer<CertificateSearch>(withQuery('/v1/console/certificates', query));
  return (
    <Shown asked={asked}>
      {({ certificates, next, counted }) => (
        <>
          <CountedNote counted={counted} />
          {batch === '' || certificates.length === 0 ? null : (
            <Many batch={batch} ticked={ticked} />
          )}
          {certificates.length === 0 ? (
            <Empty title={t('certificates.none')} todo={t('certificates.none.todo')} />
          ) : (
            <section class="card">
              <CertificateTable
                certificates={certificates}
                again={asked.again}
                ticked={batch === '' ? null : ticked}
                onTicked={setTicked}
              />
            </section>
          )}
          {ticked.length === 0 ? null : (
            <p class="tickbar">
              <a class="button first" href="#many">
                {t('many.go', ticked.length)}
              </a>
            </p>
          )}
          {next === null ? null : (
            <a
              class="button"
              href={withQuery(CONSOLE_PATHS.certificates, { ...query, after: next })}
            >
              {t('action.more')}
            </a>
          )}
        </>
      )}
    </Shown>
  );
}
