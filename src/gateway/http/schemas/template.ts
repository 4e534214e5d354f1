/** Shapes of certificate templates: what is added to a batch, and what is looked at before. */
import { Type } from 'typebox';
import { FIXED_TEXTS, LANGUAGES, TEXT_NAMES } from '../../../certificates/designs/fixed-texts.js';
import { LAYOUTS } from '../../../certificates/designs/layouts.js';
import { LOGO_COUNT_MAX } from '../../../certificates/designs/look.js';
import { SAMPLE_NAMES } from '../../../certificates/template/sample.js';
import { anything, batchId, courseId, EXAMPLE, requestBody, text } from './shape.js';

const optional = Type.Optional;
const described = (description: string) => Type.String({ description });

const SIGNATORY = Type.Object({
  name: text,
  id: text,
  designation: text,
  image: described('a PNG, JPEG or plain SVG: a data URL, or an address that is fetched once'),
});

const LOOK = {
  url: optional(
    described('an SVG with placeholders: an address that is fetched once, or a data URL'),
  ),
  layout: optional(Type.String({ enum: [...LAYOUTS.keys()], description: 'a built-in look' })),
  language: optional(Type.String({ enum: [...LANGUAGES], description: 'of its fixed texts' })),
  title: optional(described("in place of the certificate's name; may hold placeholders")),
  texts: optional(
    Type.Partial(
      Type.Object(
        Object.fromEntries(TEXT_NAMES.map((name) => [name, described(FIXED_TEXTS.en[name])])),
        { description: 'in place of fixed texts, here as they are in English' },
      ),
    ),
  ),
  logos: optional(Type.Array(text, { maxItems: LOGO_COUNT_MAX, description: 'as images' })),
  colours: optional(
    Type.Partial(Type.Object({ primary: text, accent: text, ink: text, muted: text })),
  ),
  sealed: optional(Type.Boolean({ description: 'whether a seal is drawn' })),
};

export const TEMPLATE_ADD = requestBody({
  batch: Type.Object({
    courseId,
    batchId,
    template: Type.Object({
      identifier: text,
      name: optional(text),
      criteria: Type.Object({
        enrollment: optional(Type.Object({ status: Type.Integer() })),
        assessment: optional(Type.Object({ score: anything })),
        user: optional(anything),
      }),
      issuer: Type.Object({ name: text, url: text }),
      signatoryList: Type.Array(SIGNATORY),
      ...LOOK,
    }),
  }),
});

export const TEMPLATE_ADDED = Type.Object({
  response: Type.Literal('SUCCESS'),
  warnings: optional(Type.Array(text, { description: 'what will look otherwise than it says' })),
});

export const TEMPLATE_PREVIEW = requestBody(
  {
    template: Type.Object({
      identifier: optional(text),
      name: optional(text),
      issuer: optional(Type.Object({ name: text, url: text })),
      signatoryList: optional(Type.Array(SIGNATORY)),
      ...LOOK,
    }),
    sample: optional(Type.String({ enum: [...SAMPLE_NAMES] })),
  },
  { template: { name: EXAMPLE.template, layout: 'modern', sealed: true }, sample: 'plain' },
);
