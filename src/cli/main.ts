/** The command line: which commands there are and what they take. */

import { Command, CommanderError, Option } from 'commander';
import { check } from './check.ts';
import { explain } from './explain.ts';
import { get } from './get.ts';
import { importFiles } from './import.ts';
import { EXIT, type ExitCode, exitCodeFor, writeError } from './output.ts';
import { serveCommand } from './serve.ts';

/** Runs one command; resolves with the exit code. `parameters` are those after the program's name. */
export async function run(parameters: readonly string[]): Promise<ExitCode> {
  let code: ExitCode = EXIT.ok;
  const program = createProgram((result) => {
    code = result;
  });
  try {
    await program.parseAsync([...parameters], { from: 'user' });
    return code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
    writeError(`wireroom: ${error instanceof Error ? error.message : String(error)}`);
    return exitCodeFor(error);
  }
}

function createProgram(finish: (code: ExitCode) => void): Command {
  const program = new Command('wireroom')
    .description('turns a folder of articles into RSS, Atom and JSON feeds')
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
    .action(async (folder, flags) => finish(await serveCommand({ ...flags, folder })));
  program
    .command('check')
    .description('read a folder and list every problem')
    .argument('[folder]', 'folder of the publication', 'articles')
    .option('--json', 'print the problems as JSON')
    .action(async (folder, flags) => finish(await check({ ...flags, folder })));
  program
    .command('get')
    .description('print one response without opening a socket')
    .argument('<path>', 'path of a feed or page, such as /topics/north-korea-diplomacy/rss.xml')
    .addOption(publication())
    .addOption(baseUrl())
    .option('--headers', 'print status and headers before the body')
    .action(async (path, flags) => finish(await get({ ...flags, path })));
  program
    .command('explain')
    .description('show what was read from a file, and which topics it enters by which rule')
    .argument('<file>', 'an article file')
    .addOption(publication())
    .option('--published <date>', 'date of publication, when the file has none')
    .option('--json', 'print {article, problems, topics} as JSON')
    .action(async (file, flags) => finish(await explain({ ...flags, file })));
  program
    .command('import')
    .description('read files of any form into the folder as JSON articles with a permanent id')
    .argument('<file...>', 'article files; JSON may hold an array, .ndjson one article a line')
    .addOption(publication())
    .option('--published <date>', 'date of publication for files that have none')
    .option('--json', 'print what was imported as JSON')
    .action(async (files, flags) => finish(await importFiles({ ...flags, files })));
  return program;
}
