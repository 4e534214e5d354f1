/** Certificates that were found, with what can be done with each. */
import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import type { FoundCertificate } from '../../console-answers.js';
import { consolePath } from '../../console-paths.js';
import { send, type Answered } from '../api.js';
import { day, t } from '../language.js';
import { useMay } from '../reader.js';
import { Confirm } from './confirm.js';
import { tell } from './told.js';

type Wish = { readonly kind: 'reissue' | 'revoke'; readonly certificate: FoundCertificate } | null;

interface CertificateTableProps {
  readonly certificates: readonly FoundCertificate[];
  readonly again: () => void;
  /** Ids of those that are ticked; `null` = there is nothing to tick. */
  readonly ticked: readonly string[] | null;
  readonly onTicked: (ids: readonly string[]) => void;
}

export function CertificateTable(props: CertificateTableProps): VNode {
  const { certificates, again, ticked, onTicked } = props;
  const [wish, setWish] = useState<Wish>(null);
  const act = (reason: string): void => {
    if (wish === null) return;
    setWish(null);
    const { kind, certificate } = wish;
    const doing = kind === 'revoke' ? revoke(certificate, reason) : reissue(certificate);
    void doing.then((answer) => {
      tell(answer.ok ? t(`certificates.${kind}.done`) : t('state.refused', answer.message));
      again();
    });
  };
  const ids = certificates.map(({ id }) => id);
  const tick = (id: string): void => {
    const held = ticked ?? [];
    onTicked(held.includes(id) ? held.filter((other) => other !== id) : [...held, id]);
  };
  return (
    <>
      {ticked === null ? null : (
        <p>
          <label class="inline">
            <input
              type="checkbox"
              checked={ticked.length === ids.length}
              onChange={() => onTicked(ticked.length === ids.length ? [] : ids)}
            />{' '}
            {t('many.tickall', ids.length)}
          </label>
        </p>
      )}
      <table class="cards">
        <thead>
          <tr>
            <th scope="col">{t('certificates.recipient')}</th>
            <th scope="col">{t('certificates.name')}</th>
            <th scope="col">{t('certificates.issued')}</th>
            <th scope="col">{t('certificates.status')}</th>
            <th scope="col" class="actions">
              {t('certificates.actions')}
            </th>
          </tr>
        </thead>
        <tbody>
          {certificates.map((certificate) => (
            <Row
              key={certificate.id}
              certificate={certificate}
              isTicked={ticked?.includes(certificate.id) ?? null}
              onTick={tick}
              onWish={setWish}
            />
          ))}
        </tbody>
      </table>
      {wish === null ? null : (
        <Confirm
          title={t(`certificates.${wish.kind}.ask`, nameOf(wish.certificate))}
          what={t(`certificates.${wish.kind}.what`)}
          action={t(`certificates.${wish.kind}`)}
          isDangerous={wish.kind === 'revoke'}
          reason={wish.kind === 'revoke' ? t('certificates.revoke.reason') : null}
          onCancel={() => setWish(null)}
          onConfirm={act}
        />
      )}
    </>
  );
}

interface RowProps {
  readonly certificate: FoundCertificate;
  /** `null` = it cannot be ticked. */
  readonly isTicked: boolean | null;
  readonly onTick: (id: string) => void;
  readonly onWish: (wish: Wish) => void;
}

function Row({ certificate, isTicked, onTick, onWish }: RowProps): VNode {
  const { id, name, learner, batchName, issuedAt, status, reason } = certificate;
  const isStanding = status === 'valid';
  const mayReissue = useMay('certificates.reissue');
  const mayRevoke = useMay('certificates.revoke');
  const about = `${name}, ${nameOf(certificate)}`;
  return (
    <tr>
      <td>
        {isTicked === null ? null : (
          <input
            type="checkbox"
            class="tick"
            checked={isTicked}
            aria-label={t('many.tick', about)}
            onChange={() => onTick(id)}
          />
        )}
        <a href={consolePath('learner', { learner })}>{nameOf(certificate)}</a>
        <span class="sub">{learner}</span>
      </td>
      <td data-label={t('certificates.name')}>
        <span>
          {name}
          <span class="sub">{batchName}</span>
        </span>
      </td>
      <td data-label={t('certificates.issued')}>{day(issuedAt)}</td>
      <td data-label={t('certificates.status')}>
        <span>
          <span class={BADGES[status]}>{t(`certificates.status.${status}`)}</span>
          {reason === '' ? null : <span class="sub">{reason}</span>}
        </span>
      </td>
      <td class="actions">
        <a
          class="button small"
          href={`/certificates/${encodeURIComponent(id)}`}
          aria-label={`${t('certificates.view')}: ${about}`}
        >
          {t('certificates.view')}
        </a>
        {mayReissue ? (
          <button
            type="button"
            class="small"
            disabled={status === 'superseded' || status === 'being-rendered'}
            aria-label={`${t('certificates.reissue')}: ${about}`}
            onClick={() => onWish({ kind: 'reissue', certificate })}
          >
            {t('certificates.reissue')}
          </button>
        ) : null}
        {mayRevoke ? (
          <button
            type="button"
            class="small danger"
            disabled={!isStanding}
            aria-label={`${t('certificates.revoke')}: ${about}`}
            onClick={() => onWish({ kind: 'revoke', certificate })}
          >
            {t('certificates.revoke')}
          </button>
        ) : null}
      </td>
    </tr>
  );
}

const BADGES = {
  valid: 'badge good',
  revoked: 'badge bad',
  superseded: 'badge',
  'being-rendered': 'badge warn',
} as const;

const nameOf = ({ recipient }: FoundCertificate): string => recipient || t('learner.nameless');

const revoke = (certificate: FoundCertificate, reason: string): Promise<Answered<unknown>> =>
  send('POST', '/v1/certificate/revoke', { certificateId: certificate.id, reason });

const reissue = ({ course, batch, learner }: FoundCertificate): Promise<Answered<unknown>> =>
  send('POST', '/v1/course/batch/cert/issue?reIssue=true', {
    ...{ courseId: course, batchId: batch, userIds: [learner] },
  });
