/** Makes the data folder that the report suite reads, where it is not there yet. */
import { exhaustFolder } from '../exhaust-input.js';
import { report } from '../measure.js';

report({ folder: await exhaustFolder(Number(process.argv[2])) });
