/** The reference of the API as a page: everything that its OpenAPI document says, readable without a script. */

import { html } from 'hono/html';
import type { ApiDocument, ApiOperation, ApiResponse, ApiSchema } from '../model/openapi.ts';
import type { Publication } from '../model/publication.ts';
import {
  type FieldRow,
  fieldsOf,
  formOf,
  type Piece,
  refName,
  resolveSchema,
} from './api-schema.ts';
import { type CurlTarget, curlExample, parametersOf } from './curl-example.ts';
import { type Fragment, renderLayout } from './layout.ts';

export interface ApiReferencePageOptions {
  readonly publication: Publication;
  /** Without a trailing slash. */
  readonly baseUrl: string;
  readonly document: ApiDocument;
}

/** A complete HTML document. */
export function renderApiReferencePage(options: ApiReferencePageOptions): string {
  const { publication, baseUrl, document } = options;
  const { title, version, description } = document.info;
  const main = html`<h1>${title}</h1>
<p class="meta">Version ${version} · <a href="/api/openapi.json">OpenAPI document</a></p>
${description.split('\n\n').map((part) => html`<p>${prose(part)}</p>\n`)}
${renderContents(document)}
${renderTokens(document)}
${document.tags.map((tag) => renderTag(document, tag))}
${renderSchemas(document)}`;
  return renderLayout({
    publication,
    baseUrl,
    title: `${title} - ${publication.title}`,
    language: 'en',
    description: description.split('\n', 1).join(''),
    canonicalUrl: `${baseUrl}/api/reference`,
    alternates: [
      { type: 'application/json', href: '/api/openapi.json', title: 'OpenAPI document' },
    ],
    main,
  });
}

/** Text with what stands between backticks as code. */
function prose(text: string): Fragment {
  const parts = text.split('`');
  return html`${parts.map((part, index) => (index % 2 === 1 ? html`<code>${part}</code>` : part))}`;
}

function operationsOf(document: ApiDocument, tag: string): readonly CurlTarget[] {
  return Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods)
      .filter(([, operation]) => operation.tags.includes(tag))
      .map(([method, operation]) => ({ path, method, operation })),
  );
}

function renderContents(document: ApiDocument): Fragment {
  return html`<nav aria-labelledby="contents">
<h2 id="contents">Contents</h2>
<ul class="list">
<li><a href="#tokens">Tokens and scopes</a></li>
${document.tags.map(
  ({ name }) => html`<li><a href="#${anchor(name)}">${name}</a>
<ul class="contents">${operationsOf(document, name).map(
    ({ operation }) => html`<li><a href="#${operation.operationId}">${operation.summary}</a></li>`,
  )}</ul></li>
`,
)}<li><a href="#forms">Forms of requests and answers</a>
<ul class="contents">${Object.entries(document.components.schemas).map(
    ([name, { title }]) => html`<li><a href="#schema-${name}">${title ?? name}</a></li>`,
  )}</ul></li>
</ul>
</nav>
`;
}

function anchor(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]+/g, '-');
}

function renderTokens(document: ApiDocument): Fragment {
  const schemes = Object.values(document.components.securitySchemes);
  return html`<section aria-labelledby="tokens">
<h2 id="tokens">Tokens and scopes</h2>
<p>A token is sent as <code>Authorization: Bearer</code> and the token. The examples take it from <code>$WIREROOM_TOKEN</code>.</p>
${schemes.map(({ description }) => html`<p>${prose(description)}</p>`)}
</section>
`;
}

function renderTag(
  document: ApiDocument,
  { name, description }: ApiDocument['tags'][number],
): Fragment {
  return html`<section aria-labelledby="${anchor(name)}">
<h2 id="${anchor(name)}">${name}</h2>
<p>${prose(description)}</p>
${operationsOf(document, name).map((target) => renderOperation(document, target))}</section>
`;
}

function renderOperation(document: ApiDocument, target: CurlTarget): Fragment {
  const { path, method, operation } = target;
  const { operationId, summary, description } = operation;
  return html`<article class="operation" aria-labelledby="${operationId}">
<h3 id="${operationId}"><a href="#${operationId}">${summary}</a></h3>
<p><code class="route"><b>${method.toUpperCase()}</b> ${path}</code></p>
${description ? html`<p>${prose(description)}</p>` : ''}
<p class="meta">${prose(tokenWords(operation))}</p>
${renderParameters(document, operation)}
${renderBody(operation)}
<pre tabindex="0" aria-label="Example: ${summary}"><code>${curlExample(document, target)}</code></pre>
${renderResponses(document, operation)}
</article>
`;
}

function tokenWords({ security }: ApiOperation): string {
  const scopes = security.flatMap((need) => Object.values(need).flat());
  if (scopes.length === 0) return 'No token is asked for.';
  const isOptional = security.some((need) => Object.keys(need).length === 0);
  return isOptional
    ? 'Without a token it tells what readers know.'
    : `Needs a token of the scope \`${scopes.join('`, `')}\`.`;
}

function renderParameters(document: ApiDocument, operation: ApiOperation): Fragment | '' {
  const parameters = parametersOf(document, operation);
  if (parameters.length === 0) return '';
  return renderTable(
    ['Parameter', 'Form', 'What'],
    parameters.map(({ name, in: place, schema, description }) => [
      html`<code>${name}</code> <small>${place}</small>`,
      html`${renderForm(schema)}${renderDefault(schema)}`,
      prose(description),
    ]),
    `Parameters: ${operation.summary}`,
  );
}

function renderDefault({ default: usual }: ApiSchema): Fragment | '' {
  return usual === undefined ? '' : html`; without it <code>${String(usual)}</code>`;
}

function renderForm(schema: ApiSchema): Fragment {
  return html`${formOf(schema).map(renderPiece)}`;
}

function renderPiece({ text, isCode, schema }: Piece): Fragment | string {
  if (schema !== undefined) return html`<a href="#schema-${schema}">${text}</a>`;
  return isCode ? html`<code>${text}</code>` : text;
}

function renderBody({ requestBody }: ApiOperation): Fragment | '' {
  if (requestBody === undefined) return '';
  const { content, required } = requestBody;
  const entries = Object.entries(content);
  const json = entries.filter(([, { schema }]) => schema.$ref !== undefined);
  const lines = entries.filter(([, { schema }]) => schema.$ref === undefined);
  const forms = [
    ...json.map(([type, { schema }]) => html`<li><code>${type}</code>: ${renderForm(schema)}</li>`),
    ...lines
      .slice(0, 1)
      .map(
        ([, { schema }]) =>
          html`<li>${prose(lines.map(([type]) => `\`${type}\``).join(', '))}: ${prose(schema.description ?? '')}</li>`,
      ),
  ];
  return html`<p>${required ? 'Body:' : 'Body, which may be left out:'}</p>
<ul>${forms}</ul>`;
}

function renderResponses(document: ApiDocument, operation: ApiOperation): Fragment {
  const rows = Object.entries(operation.responses).map(([status, one]) => {
    const response = '$ref' in one ? document.components.responses[refName(one.$ref)] : one;
    return [
      html`<code>${status === 'default' ? 'other' : status}</code>`,
      html`${response ? prose(response.description) : ''}${response ? renderHeaders(response) : ''}`,
      html`${response ? renderContent(response) : ''}`,
    ];
  });
  return renderTable(['Status', 'What', 'Body'], rows, `Answers: ${operation.summary}`);
}

function renderHeaders({ headers = {} }: ApiResponse): Fragment | '' {
  const names = Object.keys(headers);
  if (names.length === 0) return '';
  return html` <small>With ${names.map(
    (name, index) => html`${index > 0 ? ', ' : ''}<code>${name}</code>`,
  )}.</small>`;
}

function renderContent({ content = {} }: ApiResponse): Fragment {
  return html`${Object.entries(content).map(([type, { schema }]) =>
    schema.$ref === undefined && schema.anyOf === undefined
      ? html`<code>${type}</code>`
      : renderForm(schema),
  )}`;
}

function renderSchemas(document: ApiDocument): Fragment {
  return html`<section aria-labelledby="forms">
<h2 id="forms">Forms of requests and answers</h2>
${Object.entries(document.components.schemas).map((named) => renderSchema(document, named))}</section>
`;
}

function renderSchema(
  document: ApiDocument,
  [name, schema]: readonly [name: string, schema: ApiSchema],
): Fragment {
  const { title, description, anyOf } = schema;
  return html`<section aria-labelledby="schema-${name}">
<h3 id="schema-${name}"><a href="#schema-${name}">${title ?? name}</a></h3>
<p><code>${name}</code>${description ? html`: ${prose(description)}` : ''}</p>
${anyOf ? renderCodes(anyOf, title ?? name) : renderFields(document, fieldsOf(schema), title ?? name)}
</section>
`;
}

function renderCodes(codes: readonly ApiSchema[], label: string): Fragment {
  const rows = codes.map(({ const: code, description = '' }) => [
    html`<code>${String(code)}</code>`,
    prose(description),
  ]);
  return renderTable(['Code', 'What it means'], rows, label);
}

function renderFields(document: ApiDocument, fields: readonly FieldRow[], label: string): Fragment {
  if (fields.length === 0) return html`<p>No fields.</p>`;
  const rows = fields.map(({ name, schema, isRequired }) => [
    html`<code>${name}</code>${isRequired ? html` <small>required</small>` : ''}`,
    renderForm(schema),
    prose(schema.description ?? resolveSchema(document, schema).description ?? ''),
  ]);
  return renderTable(['Field', 'Form', 'What'], rows, label);
}

/** Wider than a narrow screen: it scrolls by itself, by keyboard too. */
function renderTable(
  head: readonly string[],
  rows: readonly (readonly (Fragment | string)[])[],
  label: string,
): Fragment {
  return html`<div class="scroll" role="region" tabindex="0" aria-label="${label}"><table>
<thead><tr>${head.map((cell) => html`<th scope="col">${cell}</th>`)}</tr></thead>
<tbody>${rows.map((cells) => html`<tr>${cells.map((cell) => html`<td>${cell}</td>`)}</tr>\n`)}</tbody>
</table></div>
`;
}
