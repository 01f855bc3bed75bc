/** The command line: which commands there are and what they take. */

import { Command, CommanderError, Option } from 'commander';
import { TOKEN_SCOPES } from '../model/token.ts';
import { check } from './check.ts';
import { deploy } from './deploy.ts';
import { devEdge } from './dev-edge.ts';
import { explain } from './explain.ts';
import { exportCommand } from './export.ts';
import { freeze, thaw } from './freeze.ts';
import { get } from './get.ts';
import { importFiles } from './import.ts';
import { migrateStore } from './migrate.ts';
import { EXIT, type ExitCode, exitCodeFor, type Shell, writeError } from './output.ts';
import { serveCommand } from './serve.ts';
import { storeCopy } from './store-copy.ts';
import { tokenCreate, tokenList, tokenRevoke } from './token.ts';
import { topicsApply } from './topics-apply.ts';
import { topicsPreview } from './topics-preview.ts';
import { topicsSchema } from './topics-schema.ts';
import { topicsTest } from './topics-test.ts';

/** Runs one command; resolves with the exit code. `parameters` are those after the program's name. */
export async function run(parameters: readonly string[], shell: Shell): Promise<ExitCode> {
  let code: ExitCode = EXIT.ok;
  const program = createProgram(shell, async (command, flags) => {
    code = await command(flags, shell);
  });
  try {
    await program.parseAsync([...parameters], { from: 'user' });
    return code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
    writeError(shell, `wireroom: ${error instanceof Error ? error.message : String(error)}`);
    return exitCodeFor(error);
  }
}

type Perform = <Flags>(
  command: (flags: Flags, shell: Shell) => Promise<ExitCode>,
  flags: Flags,
) => Promise<void>;

/** The commands under it print and end as it does: they inherit its settings. */
function createProgram({ stdout, stderr }: Shell, perform: Perform): Command {
  const program = new Command('wireroom')
    .description('turns a folder of articles into RSS, Atom and JSON feeds')
    .configureOutput({
      writeOut: (text) => void stdout.write(text),
      writeErr: (text) => void stderr.write(text),
    })
    .exitOverride();
  const baseUrl = () =>
    new Option(
      '--base-url <url>',
      'public base URL of every link, instead of the one in publication.yaml',
    );
  const publication = () =>
    new Option('--folder <folder>', 'folder of the publication').default('articles');

  program
    .command('serve')
    .description('serve a folder, and follow it while it changes')
    .argument('[folder]', 'folder of the publication (default: articles)')
    .option('--port <number>', 'port to listen on, 0 for a free one (default: 8787)')
    .option('--host <address>', 'address to listen on (default: 127.0.0.1)')
    .option('--data <folder>', 'folder of the embedded store (default: .wireroom)')
    .addOption(baseUrl())
    .option('--allow-mass-removal', 'remove articles even when most files are gone')
    .option(
      '--workers <number>',
      'processes that serve, one for each core (default: 1); Node alone',
    )
    .action((folder, flags) => perform(serveCommand, { ...flags, folder }));
  program
    .command('check')
    .description('read a folder and list every problem')
    .argument('[folder]', 'folder of the publication', 'articles')
    .option('--json', 'print the problems as JSON')
    .action((folder, flags) => perform(check, { ...flags, folder }));
  program
    .command('get')
    .description('print one response without opening a socket')
    .argument('<path>', 'path of a feed or page, such as /topics/north-korea-diplomacy/rss.xml')
    .addOption(publication())
    .addOption(baseUrl())
    .option('--headers', 'print status and headers before the body')
    .action((path, flags) => perform(get, { ...flags, path }));
  program
    .command('explain')
    .description('show an article, and which topics it enters by which rule')
    .argument('<file>', 'an article file; else an id of the store, or the URL of an article page')
    .option('--topic <id>', 'explain this topic line by line, whether it takes the article or not')
    .addOption(data())
    .addOption(publication())
    .option('--published <date>', 'date of publication, when the file has none')
    .option('--json', 'print {article, problems, topics, explanation} as JSON')
    .action((file, flags) => perform(explain, { ...flags, file }));
  program
    .command('import')
    .description('read files of any form into the folder as JSON articles with a permanent id')
    .argument('<file...>', 'article files; JSON may hold an array, .ndjson one article a line')
    .addOption(publication())
    .option('--published <date>', 'date of publication for files that have none')
    .option('--json', 'print what was imported as JSON')
    .action((files, flags) => perform(importFiles, { ...flags, files }));
  program
    .command('export')
    .description('write every feed, archive and page into a folder, for any static host')
    .argument('<dir>', 'a new folder, or one that was exported into before')
    .addOption(publication())
    .addOption(data())
    .addOption(baseUrl())
    .option('--json', 'print {documents, written, unchanged, deleted, left, nextDueAt} as JSON')
    .action((target, flags) => perform(exportCommand, { ...flags, target }));
  addStoreCommands(program, perform);
  addTopicCommands(program, perform);
  addTokenCommands(program, perform);
  addEdgeCommands(program, perform);
  return program;
}

/** Their parameters for wrangler stand behind `--`. */
function addEdgeCommands(program: Command, perform: Perform): void {
  const folder = () =>
    new Option('--folder <folder>', 'folder of the publication').default('articles');
  const baseUrl = () =>
    new Option('--base-url <url>', 'public base URL, instead of the one in publication.yaml');
  const config = () =>
    new Option('--config <file>', 'configuration of wrangler').default('wrangler.toml');
  const environment = () => new Option('--env <name>', 'section of it to use');
  program
    .command('deploy')
    .description('fill D1 from a folder and deploy the worker to Cloudflare; again: what changed')
    .argument('[parameters...]', 'more for `wrangler deploy`, behind --')
    .option('--dry-run', 'rehearse it offline: a D1 in a temporary folder, nothing is uploaded')
    .option('--serve-only', 'a smaller worker that serves feeds and pages: no API, no clock')
    .addOption(folder())
    .addOption(baseUrl())
    .option('--allow-mass-removal', 'remove articles even when most files are gone')
    .addOption(config())
    .addOption(environment())
    .action((parameters, flags) => perform(deploy, { ...flags, parameters }));
  program
    .command('dev-edge')
    .description('run the worker on this machine, offline, over a D1 filled from a folder')
    .argument('[parameters...]', 'more for `wrangler dev`, behind --')
    .option('--port <number>', 'port to listen on', '8787')
    .addOption(folder())
    .addOption(baseUrl())
    .option('--allow-mass-removal', 'remove articles even when most files are gone')
    .addOption(config())
    .addOption(environment())
    .action((parameters, flags) => perform(devEdge, { ...flags, parameters }));
}

function addStoreCommands(program: Command, perform: Perform): void {
  program
    .command('migrate')
    .description('bring the schema of the store up to date')
    .addOption(data())
    .action((flags) => perform(migrateStore, flags));
  program
    .command('freeze')
    .description('emergency stop: nothing new comes out, withdrawals still do')
    .addOption(data())
    .option('--note <text>', 'why, for whoever finds the desk stopped')
    .action((flags) => perform(freeze, flags));
  program
    .command('thaw')
    .description('lift the emergency stop')
    .addOption(data())
    .action((flags) => perform(thaw, flags));
  const store = program.command('store').description('work on a store as a whole');
  store
    .command('copy')
    .description('copy a store, every row as it is, into an empty one')
    .argument('<from>', 'SQLite file, data folder or postgres:// URL')
    .argument('<to>', 'the same; a file or folder that does not exist is made')
    .action((from, to) => perform(storeCopy, { from, to }));
}

/** Each opens the store of `serve`, while a server runs or not. */
const data = () =>
  new Option(
    '--data <folder>',
    'folder of the embedded store (default: .wireroom); DATABASE_URL wins',
  );

function addTopicCommands(program: Command, perform: Perform): void {
  const topics = program
    .command('topics')
    .description('try, measure and apply the rules of topics');
  topics
    .command('test')
    .description('measure a rule against headlines that people have labelled')
    .argument(
      '<file>',
      'one JSON object a line: {id, lang, headline, lead, label, certainty, topic}',
    )
    .argument('[folder]', 'folder of the publication', 'articles')
    .option('--topic <id>', 'topic to measure; without it the lines name theirs')
    .option('--json', 'print {topic, precision, recall, f1, clear, byLanguage, misses} as JSON')
    .option('--min-precision <share>', 'fail below this, from 0 to 1, over all lines')
    .option('--min-recall <share>', 'the same for recall')
    .action((file, folder, flags) => perform(topicsTest, { ...flags, file, folder }));
  topics
    .command('preview')
    .description('try a topic file on the stories of the store; changes nothing')
    .argument('<file>', 'a topic file')
    .option('--last <n>', 'how many of the newest public stories are looked at (default: 500)')
    .addOption(data())
    .option('--json', 'print the preview as JSON')
    .action((file, flags) => perform(topicsPreview, { ...flags, file }));
  topics
    .command('apply')
    .description('apply the changed rules of the folder to every stored story, without a server')
    .argument('[folder]', 'folder of the publication', 'articles')
    .addOption(data())
    .action((folder, flags) => perform(topicsApply, { ...flags, folder }));
  topics
    .command('schema')
    .description('print the JSON Schema of a topic file, for editors')
    .action(() => perform(topicsSchema, {}));
}

function addTokenCommands(program: Command, perform: Perform): void {
  const token = program.command('token').description('tokens of the API');
  token
    .command('create')
    .description('make a token and print its secret, once')
    .addOption(
      new Option('--scope <scope>', 'what it allows; each holds the ones before it')
        .choices(TOKEN_SCOPES)
        .makeOptionMandatory(),
    )
    .requiredOption('--name <who>', 'who holds it')
    .option('--expires <days>', 'days until it ends (default: never)')
    .option('--json', 'print {id, secret, scope, name, expiresAt} as JSON')
    .addOption(data())
    .action((flags) => perform(tokenCreate, flags));
  token
    .command('list')
    .description('list tokens, without their secrets')
    .option('--json', 'print them as JSON')
    .addOption(data())
    .action((flags) => perform(tokenList, flags));
  token
    .command('revoke')
    .description('end a token at once')
    .argument('<id>', 'id of the token')
    .addOption(data())
    .action((id, flags) => perform(tokenRevoke, { ...flags, id }));
}
