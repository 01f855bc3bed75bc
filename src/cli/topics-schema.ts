/** `wireroom topics schema`: prints the JSON Schema of a topic file, for editors. */

import { topicSchemaText } from '../classify/topic-schema.ts';
import { EXIT, type ExitCode, type Shell } from './output.ts';

/** Byte for byte what `docs/topic.schema.json` holds, which is made with it. */
export async function topicsSchema(_flags: object, { stdout }: Shell): Promise<ExitCode> {
  stdout.write(topicSchemaText());
  return EXIT.ok;
}
