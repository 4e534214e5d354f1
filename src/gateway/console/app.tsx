/** The frame of every page: where one can go, the page, the language and the colours. */
import type { VNode } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { CONSOLE_PATHS, type ConsolePage } from '../console-paths.js';
import type { Entrance, ReaderView } from '../console-reader.js';
import { Shown, useAnswer } from './answer.js';
import { setChannel } from './api.js';
import { LANGUAGES, language, setLanguage, t, type Language } from './language.js';
import { Account } from './parts/account.js';
import { Empty, Head } from './parts/head.js';
import { Told } from './parts/told.js';
import { lazily } from './parts/lazily.js';
import { BatchesPage } from './pages/batches.js';
import { BatchPage } from './pages/batch.js';
import { CertificatesPage } from './pages/certificates.js';
import { LearnerPage } from './pages/learner.js';
import { LearnersPage } from './pages/learners.js';
import { LetterPage } from './pages/letter.js';
import { LettersPage } from './pages/letters.js';
import { OverviewPage } from './pages/overview.js';
import { ReportsPage } from './pages/reports.js';
import { SettingsPage } from './pages/settings.js';
import { Outside, SignInPage } from './pages/sign-in.js';
import { isFor, ReaderContext } from './reader.js';
import { followClick, usePlace, type Place } from './router.js';
import { applyTheme, storedTheme, THEMES, type Theme } from './theme.js';

export function App(): VNode {
  const place = usePlace();
  const asked = useAnswer<Entrance>('/v1/console/me');
  const entrance = asked.answer?.ok === true ? asked.answer.value : null;
  const reader = entrance?.kind === 'reader' ? entrance.reader : null;
  // Not in an effect: those of the pages, which ask, come before the frame's.
  setChannel(reader?.channel ?? '');
  const [shown, setShown] = useState(language());
  const choose = (next: Language): void => {
    setLanguage(next);
    setShown(next);
  };
  useEffect(() => {
    document.addEventListener('click', followClick);
    return () => document.removeEventListener('click', followClick);
  }, []);
  return (
    <div key={shown}>
      <a class="skip" href="#page-title">
        {t('nav.skip')}
      </a>
      <header class="top">
        <div class="bar">
          <a class="brand" href={CONSOLE_PATHS.overview}>
            <img src="/assets/laurel.svg" alt="" />
            Laurel
          </a>
          <Choices onLanguage={choose} />
          <Account entrance={entrance} />
          {reader === null ? null : <Pages page={place.page} reader={reader} />}
        </div>
      </header>
      <main>
        <Shown asked={asked} title="Laurel">
          {(found) => <Inside key={place.path} place={place} entrance={found} />}
        </Shown>
      </main>
      <footer>
        <span>{t('app.tagline')}</span>
        <a href="/documentation">{t('nav.docs')}</a>
      </footer>
      <Told />
    </div>
  );
}

interface InsideProps {
  readonly place: Place;
  readonly entrance: Entrance;
}

/** The page, for whom it is for; all others are told what to do. */
function Inside({ place, entrance }: InsideProps): VNode {
  const { page, query } = place;
  if (page === 'signIn') return <SignInPage entrance={entrance} query={query} />;
  if (entrance.kind !== 'reader') return <Outside entrance={entrance} />;
  const { reader } = entrance;
  if (page !== null && !isFor(reader, page)) {
    const title = t('state.forbidden');
    return (
      <>
        <Head title={title} />
        <Empty title={title} todo={t('state.forbidden.todo', '')} />
      </>
    );
  }
  return (
    <ReaderContext.Provider value={reader}>
      <Page place={place} />
    </ReaderContext.Provider>
  );
}

/** Pages that a first visit does not begin with. */
const CoursesPage = lazily(async () => (await import('./pages/courses.js')).CoursesPage);
const CoursePage = lazily(async () => (await import('./pages/course.js')).CoursePage);
const CriteriaPage = lazily(async () => (await import('./pages/criteria.js')).CriteriaPage);

const MENU = [
  ...['overview', 'courses', 'batches', 'learners', 'certificates', 'reports', 'letters'],
  'settings',
];

/** Of which entry of the menu a page is a part. */
const PART_OF: Readonly<Record<ConsolePage, string>> = {
  ...{ overview: 'overview', courses: 'courses', course: 'courses' },
  ...{ batches: 'batches', batch: 'batches', criteria: 'batches' },
  ...{ learners: 'learners', learner: 'learners', certificates: 'certificates' },
  ...{ reports: 'reports', letters: 'letters', letter: 'letters', settings: 'settings' },
  signIn: '',
};

const ENTRIES = (Object.keys(CONSOLE_PATHS) as ConsolePage[]).filter((page) => MENU.includes(page));

interface PagesProps {
  readonly page: ConsolePage | null;
  readonly reader: ReaderView;
}

const Pages = ({ page, reader }: PagesProps): VNode => (
  <nav class="pages" aria-label={t('nav.label')}>
    <ul>
      {ENTRIES.filter((entry) => isFor(reader, entry)).map((entry) => (
        <li key={entry}>
          <a
            href={CONSOLE_PATHS[entry]}
            aria-current={page !== null && PART_OF[page] === entry ? 'page' : undefined}
          >
            {t(`nav.${entry}` as 'nav.overview')}
          </a>
        </li>
      ))}
    </ul>
  </nav>
);

function Choices({ onLanguage }: { readonly onLanguage: (next: Language) => void }): VNode {
  const [theme, setTheme] = useState<Theme>(storedTheme());
  const codes = Object.keys(LANGUAGES) as Language[];
  return (
    <div class="choices">
      <label class="hidden" for="language">
        {t('choice.language')}
      </label>
      <select
        id="language"
        value={language()}
        onChange={(event) => onLanguage(event.currentTarget.value as Language)}
      >
        {codes.map((code) => (
          <option key={code} value={code} lang={code}>
            {LANGUAGES[code]}
          </option>
        ))}
      </select>
      <label class="hidden" for="theme">
        {t('choice.theme')}
      </label>
      <select
        id="theme"
        value={theme}
        onChange={(event) => {
          const next = event.currentTarget.value as Theme;
          applyTheme(next);
          setTheme(next);
        }}
      >
        {THEMES.map((name) => (
          <option key={name} value={name}>
            {t(`choice.theme.${name}`)}
          </option>
        ))}
      </select>
    </div>
  );
}

function Page({ place }: { readonly place: Place }): VNode | null {
  const { page, parameters, query } = place;
  const named = (name: string): string => parameters[name] ?? '';
  switch (page) {
    case 'overview':
      return <OverviewPage />;
    case 'batches':
      return <BatchesPage />;
    case 'batch':
      return <BatchPage batch={named('batch')} filter={query.get('filter') ?? 'all'} />;
    case 'criteria':
      return <CriteriaPage batch={named('batch')} />;
    case 'courses':
      return <CoursesPage />;
    case 'course':
      return <CoursePage course={named('course')} />;
    case 'learners':
      return <LearnersPage />;
    case 'learner':
      return <LearnerPage learner={named('learner')} />;
    case 'certificates':
      return <CertificatesPage query={query} />;
    case 'reports':
      return <ReportsPage batch={query.get('batch') ?? ''} />;
    case 'letters':
      return <LettersPage reason={query.get('reason') ?? ''} />;
    case 'letter':
      return <LetterPage source={named('source')} position={named('position')} />;
    case 'settings':
      return <SettingsPage />;
    case 'signIn':
      return null;
    case null:
      return (
        <>
          <Head title={t('page.missing')} />
          <Empty title={t('page.missing')} todo={t('page.missing.todo')} />
        </>
      );
  }
}
