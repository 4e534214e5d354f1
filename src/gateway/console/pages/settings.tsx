/** The settings in force. */
import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import type { SettingLine } from '../../console-answers.js';
import { Shown, useAnswer } from '../answer.js';
import { t } from '../language.js';
import { Head } from '../parts/head.js';

export function SettingsPage(): VNode {
  const [onlyChanged, setOnlyChanged] = useState(false);
  const asked = useAnswer<{ readonly settings: readonly SettingLine[] }>('/v1/console/settings');
  return (
    <>
      <Head title={t('settings.title')} below={t('settings.what')} />
      <section class="card">
        <p>
          <input
            id="only"
            type="checkbox"
            checked={onlyChanged}
            onChange={(event) => setOnlyChanged(event.currentTarget.checked)}
          />{' '}
          <label for="only" class="inline">
            {t('settings.only')}
          </label>
        </p>
        <Shown asked={asked}>
          {({ settings }) => (
            <table class="cards">
              <thead>
                <tr>
                  <th scope="col">{t('settings.name')}</th>
                  <th scope="col">{t('settings.value')}</th>
                  <th scope="col">{t('settings.meaning')}</th>
                </tr>
              </thead>
              <tbody>
                {settings
                  .filter(({ isDefault }) => !onlyChanged || !isDefault)
                  .map(({ name, value, description, isDefault }) => (
                    <tr key={name}>
                      <td>
                        <code>{name}</code>{' '}
                        {isDefault ? null : <span class="badge warn">{t('settings.changed')}</span>}
                      </td>
                      <td data-label={t('settings.value')}>
                        {value === '' ? (
                          <span class="muted">{t('settings.unset')}</span>
                        ) : (
                          <code>{value}</code>
                        )}
                      </td>
                      <td data-label={t('settings.meaning')} class="muted" lang="en">
                        {description}
                      </td>
                    </tr>
                  ))}
              </tbody>
            </table>
          )}
        </Shown>
      </section>
    </>
  );
}
