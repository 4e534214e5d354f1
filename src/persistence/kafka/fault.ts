/** What kafkajs throws, as values. Decodes errors and decides nothing about repeating. */
// Node finds no names in kafkajs for its errors, only in the module as a whole.
import kafkajs from 'kafkajs';
import type { StoreError } from '../ports.js';

const { KafkaJSError, KafkaJSProtocolError } = kafkajs;

/** The error below kafkajs's "number of retries exceeded" and the like. */
function rootOf(error: unknown): unknown {
  let root = error;
  while (root instanceof KafkaJSError && root.cause instanceof Error) root = root.cause;
  return root;
}

/** One line, without a stack. */
export function faultText(error: unknown): string {
  const root = rootOf(error);
  return root instanceof Error ? `${root.name}: ${root.message}` : String(root);
}

/** The broker answered, and its answer is no: the same request gets the same answer. */
export const isRefusal = (error: unknown): boolean => rootOf(error) instanceof KafkaJSProtocolError;

/** The protocol's name of a broker's answer; '' = the broker did not answer. */
export function refusalType(error: unknown): string {
  const root = rootOf(error);
  return root instanceof KafkaJSProtocolError ? root.type : '';
}

export const unavailable = (error: unknown): StoreError => ({
  kind: 'unavailable',
  detail: faultText(error),
});
