/** The line of progress that a job shows on a terminal. */

const BAR_CELLS = 24;

/** `[########----------------]  33 %  1 of 3 reports, 12000 rows` */
export function progressBar(percent: number, counted: string, rows: number): string {
  const share = Math.min(100, Math.max(0, percent));
  const full = Math.floor((share * BAR_CELLS) / 100);
  const bar = `${'#'.repeat(full)}${'-'.repeat(BAR_CELLS - full)}`;
  return `[${bar}] ${String(Math.floor(share)).padStart(3)} %  ${counted}, ${String(rows)} rows`;
}
