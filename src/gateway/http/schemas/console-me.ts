/** What the console is told of its reader. */
import { Type } from 'typebox';
import { text } from './shape.js';

const WAY = Type.Union([
  Type.Object({ kind: Type.Literal('none') }),
  Type.Object({ kind: Type.Literal('token') }),
  Type.Object({ kind: Type.Literal('oidc'), issuer: text, clientId: text, scope: text }),
]);

const READER = Type.Object({
  kind: Type.String({ enum: ['system', 'mentor'] }),
  user: text,
  name: text,
  channel: Type.String({ description: 'the root organisation of a mentor' }),
  may: Type.Array(text),
});

export const ENTRANCE = Type.Union([
  Type.Object({ kind: Type.Literal('reader'), signIn: WAY, reader: READER }),
  Type.Object({ kind: Type.Literal('unknown'), signIn: WAY }),
  Type.Object({
    kind: Type.Literal('no-role'),
    ...{ signIn: WAY, user: text },
    roles: Type.Array(text, { description: 'one of these is needed' }),
  }),
]);
