import { statSync } from 'node:fs'
import { Command } from 'commander'
import type { DialectName } from 'secrule'
import { CommandError } from '../command-error.js'
import { type CurlOptions, curlRequest } from '../exchange/curl-request.js'
import type { HttpRequest } from '../exchange/exchange.js'
import { readRawRequest } from '../exchange/raw-request.js'
import { readRawResponse } from '../exchange/raw-response.js'
import { runExchange } from '../exchange/run-exchange.js'
import { exitCodes, type Finish } from '../exit-codes.js'
import { inspectionOf } from '../inspection.js'
import { readInput } from '../read-input.js'
import { renderInspection } from '../render/inspection.js'
import { partRules, withRules } from '../rules-options.js'
import type { Terminal } from '../terminal.js'

interface InspectOptions extends CurlOptions {
  readonly rules?: readonly string[]
  readonly dialect?: DialectName
  readonly response?: string
  readonly json?: boolean
  readonly explain?: boolean
  readonly failOnBlock?: boolean
  readonly allowPrograms?: boolean
}

const collect = (text: string, before: readonly string[] = []): readonly string[] => [...before, text]

/** `secrule inspect`: one request through the engine, with the verdict and the reasons. */
export function inspectCommand(terminal: Terminal, finish: Finish): Command {
  return withRules(new Command('inspect'))
    .description('show one request to the rules: verdict, rules that matched, score')
    .argument('[request]', 'a file with a raw HTTP request, a URL or path, or - for standard input')
    .option('-X, --request <method>', 'method of a URL request')
    .option('-H, --header <line>', "header of a URL request, 'Name: value'", collect)
    .option('-d, --data <text>', 'body of a URL request, form-encoded; @file reads one', collect)
    .option('--data-binary <text>', 'the same, with line ends kept', collect)
    .option('--data-json <text>', "JSON body of a URL request (curl's --json)", collect)
    .option('--response <file>', 'a file with the raw HTTP response to that request')
    .option('--explain', 'show for each match how the value came about and what in it matched')
    .option('--json', 'print as JSON')
    .option('--fail-on-block', 'exit with 1 when the request or response is blocked')
    .option('--allow-programs', 'let rules start the programs that they name in exec and @inspectFile')
    .action(async (argument: string | undefined, options: InspectOptions) => {
      const { rules, last } = partRules(options.rules, argument)
      const request = await readRequest(last, options)
      const response =
        options.response === undefined ? null : readRawResponse(await readInput(options.response), options.response)
      const { openEngine } = await import('../open-engine.js')
      const { engine } = await openEngine(
        { rules, dialect: options.dialect, allowPrograms: options.allowPrograms },
        terminal,
      )
      try {
        const exchange = { request, response }
        const trace = options.explain === true
        const inspection = await runExchange(engine, exchange, inspectionOf(exchange, trace), { trace })
        terminal.print(
          options.json === true ? JSON.stringify(inspection, null, 2) : renderInspection(inspection, terminal.paint),
        )
        if (options.failOnBlock === true && inspection.verdict.blocked) finish(exitCodes.findings)
      } finally {
        await engine.close()
      }
    })
}

async function readRequest(argument: string | undefined, options: InspectOptions): Promise<HttpRequest> {
  if (argument !== undefined && isUrl(argument)) return curlRequest(argument, options)
  for (const name of ['request', 'header', 'data', 'dataBinary', 'dataJson'] as const) {
    if (options[name] === undefined) continue
    throw new CommandError('-X, -H and the data options make a request to a URL; give a URL, or put them into the file')
  }
  if (argument === undefined && process.stdin.isTTY === true) {
    throw new CommandError('what is to be inspected? Give a file with a request, a URL, or a request on standard input')
  }
  const name = argument === undefined || argument === '-' ? 'standard input' : argument
  return readRawRequest(await readInput(argument ?? '-'), name)
}

/** A URL, or the path of one: `/search?q=x`, unless there is such a file. */
function isUrl(text: string): boolean {
  if (/^https?:\/\//i.test(text)) return true
  return text.startsWith('/') && !isFile(text)
}

function isFile(path: string): boolean {
  try {
    return statSync(path).isFile()
  } catch {
    return false
  }
}
