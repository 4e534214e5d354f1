/** Looks at the process's own machine. */
import { readFile } from 'node:fs/promises';
import { totalmem } from 'node:os';
import { getHeapStatistics } from 'node:v8';
import type { Machine } from './machine.js';

export async function machineFacts(): Promise<Machine> {
  const ofContainer = process.constrainedMemory();
  return {
    node: process.versions.node,
    filesMax: filesMaxIn(await limits()),
    heapBytesMax: getHeapStatistics().heap_size_limit,
    // Without a container's limit Node answers 0, or a number beyond all memory.
    memoryBytes: ofContainer > 0 ? Math.min(ofContainer, totalmem()) : totalmem(),
  };
}

/** Linux tells a process its limits in a file; others do not. */
async function limits(): Promise<string> {
  try {
    return await readFile('/proc/self/limits', 'utf8');
  } catch {
    return '';
  }
}

/** The soft limit in the text of `/proc/self/limits`. */
export function filesMaxIn(text: string): number | null {
  const soft = /^Max open files\s+(\d+|unlimited)/m.exec(text)?.[1];
  if (soft === undefined) return null;
  return soft === 'unlimited' ? Number.MAX_SAFE_INTEGER : Number(soft);
}
