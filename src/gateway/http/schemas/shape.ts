/**
 * The shapes of which the schemas of all routes are made. Schemas document; they do not validate:
 * which fault wins, and its code, is the parsers' to say (`reference/lms.md`), as no schema can.
 *
 * - D1 The examples of one document belong together: one course, one batch, one learner.
 */
import { Type, type TProperties, type TSchema } from 'typebox';

/** The one installation that all examples are about (D1). */
export const EXAMPLE = {
  course: 'do_2140010001',
  content: 'do_2140010011',
  assessed: 'do_2140010012',
  batch: '0140010001000000',
  learner: '5f0d4a5e-3f0c-4d52-9d6b-0c2f8f6f5a11',
  creator: '2c1b7a90-8d7e-4a37-8a51-6c0de6a3b7f2',
  organisation: '0140000000000000',
  template: 'tpl-completion',
  certificate: '1f0c7f0e-6a1d-5b7c-8d39-0f7e4a2b9c55',
} as const;

export const text = Type.String();
export const anything = Type.Object({}, { additionalProperties: true });
export const time = Type.String({ description: 'yyyy-MM-dd HH:mm:ss:SSSZ, any offset' });
export const day = Type.String({ description: 'yyyy-MM-dd' });
export const epochMs = Type.Integer({ description: 'milliseconds since the epoch' });

export const courseId = Type.String({ examples: [EXAMPLE.course] });
export const contentId = Type.String({ examples: [EXAMPLE.content] });
export const batchId = Type.String({ examples: [EXAMPLE.batch] });
export const userId = Type.String({ examples: [EXAMPLE.learner] });

/** A course is named by either key; of both, `courseId` counts. */
export const EITHER_COURSE_ID = {
  courseId: Type.Optional(courseId),
  collectionId: Type.Optional(
    Type.String({ description: 'in place of `courseId`; one of both is mandatory' }),
  ),
};

/** A value or null. */
export const nullable = (schema: TSchema): TSchema => Type.Union([schema, Type.Null()]);

/** `{"request": {...}}` with one example of the request. */
export function requestBody(properties: TProperties, example?: object): TSchema {
  const examples = example === undefined ? {} : { examples: [{ request: example }] };
  return Type.Object({ request: Type.Object(properties) }, examples);
}

/** Parameters of a path, all texts; those whose name is an id of the example get its value. */
export const params = (...names: readonly string[]): TSchema =>
  Type.Object(Object.fromEntries(names.map((name) => [name, PARAMETERS[name] ?? text])));

const PARAMETERS: Readonly<Record<string, TSchema>> = {
  courseId,
  batchId,
  userId,
  uid: userId,
};
