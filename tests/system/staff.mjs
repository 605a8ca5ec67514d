// For tests of the staff API: callers of each role, and rows to act on.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';

let api;

/** Fails when `value` is not as the schema of the API document says. */
function conforms(value, schema, where) {
    if (schema.$ref) return conforms(value, schema.$ref.slice(2).split('/').reduce((node, part) => node[part], api), where);
    if (schema.oneOf) return value === null ? undefined : conforms(value, schema.oneOf[0], where);
    const types = schema.type === undefined ? [] : [schema.type].flat();
    const is = { string: typeof value === 'string', integer: Number.isInteger(value), number: typeof value === 'number', boolean: typeof value === 'boolean',
        null: value === null, array: Array.isArray(value), object: value !== null && typeof value === 'object' && !Array.isArray(value) };
    assert.ok(types.length === 0 || types.some((type) => is[type]), `${where} is ${JSON.stringify(value)?.slice(0, 80)}, not ${types}`);
    if (value === null) return undefined;
    if (schema.enum) assert.ok(schema.enum.includes(value), `${where}: ${value} is none of ${schema.enum}`);
    if (is.array && schema.items) value.forEach((each, i) => conforms(each, schema.items, `${where}[${i}]`));
    if (!is.object) return undefined;
    for (const name of schema.required ?? []) assert.ok(name in value, `${where}.${name} is missing`);
    for (const [name, each] of Object.entries(value)) {
        const member = schema.properties?.[name] ?? (typeof schema.additionalProperties === 'object' ? schema.additionalProperties : undefined);
        if (member) conforms(each, member, `${where}.${name}`);
        else assert.ok(!schema.properties || schema.additionalProperties, `${where}.${name} is not in the API document`);
    }
    return undefined;
}

/** Every answer that says that it worked must be as the API document promises. */
async function check(bolt, method, target, answer) {
    api ??= await (await fetch(`${bolt.url}/api/openapi.json`)).json();
    const path = target.split('?')[0];
    const pattern = Object.keys(api.paths).sort((a, b) => a.split('{').length - b.split('{').length)
        .find((each) => api.paths[each][method.toLowerCase()] && new RegExp(`^${each.replace(/\{\w+\}/g, '[^/]+')}$`).test(path));
    assert.ok(pattern, `${method} ${path} is not in the API document`);
    const { responses } = api.paths[pattern][method.toLowerCase()];
    if (answer.status >= 400) return conforms(answer.body, { $ref: '#/components/schemas/Problem' }, `${method} ${path} ${answer.status}`);
    assert.ok(responses[answer.status], `${method} ${pattern} answers ${answer.status}`);
    const schema = responses[answer.status].content?.['application/json']?.schema;
    return schema && conforms(answer.body, schema, `${method} ${path}`);
}

/** A caller with an API key or a session; gives {status, body}. */
export class Caller {
    constructor(bolt, headers) {
        this.bolt = bolt;
        this.headers = headers;
    }

    async call(method, path, body, headers = {}) {
        const binary = body instanceof Uint8Array;
        const response = await fetch(this.bolt.url + path, {
            method,
            headers: { ...this.headers, ...(body === undefined || binary ? {} : { 'Content-Type': 'application/json' }), ...headers },
            body: body === undefined ? undefined : binary ? body : JSON.stringify(body),
        });
        const text = await response.text();
        const type = response.headers.get('content-type') ?? '';
        const answer = { status: response.status, headers: response.headers, text, body: type.includes('json') ? JSON.parse(text) : text };
        await check(this.bolt, method, path, answer);
        return answer;
    }
    get(path) { return this.call('GET', path); }
    post(path, body = {}) { return this.call('POST', path, body); }
    put(path, body = {}) { return this.call('PUT', path, body); }
    patch(path, body = {}) { return this.call('PATCH', path, body); }
    delete(path) { return this.call('DELETE', path); }
}

/** Signs in by a one-time link; gives a caller with the session. */
export async function followLink(bolt, link, extra = {}) {
    const token = new URL(link, bolt.url).searchParams.get('token');
    const response = await fetch(`${bolt.url}/api/staff/login/link`, { method: 'POST', body: JSON.stringify({ token, ...extra }) });
    const document = await response.json();
    if (response.status !== 200) return { status: response.status, document };
    return sessionOf(bolt, response, document);
}

export function sessionOf(bolt, response, document) {
    const cookie = response.headers.get('set-cookie').split(';')[0];
    const caller = new Caller(bolt, { Cookie: cookie, 'X-CSRF-Token': document.csrf_token });
    return Object.assign(caller, { status: 200, session: document });
}

/** {admin (a session), keys: {viewer, operator, admin}}. */
export async function callers(bolt) {
    const admin = await followLink(bolt, bolt.loginLink);
    const keys = {};
    for (const role of ['viewer', 'operator', 'admin']) {
        const made = await admin.post('/api/staff/api-keys', { name: `${role} key`, role });
        keys[role] = new Caller(bolt, { 'X-API-Key': made.body.key });
        keys[role].id = made.body.api_key.id;
        keys[role].key = made.body.key;
    }
    return { admin, keys };
}

const quoted = (value) => (value === null ? 'NULL' : `'${String(value).replaceAll("'", "''")}'`);
export const at = (minutesAgo = 0) => new Date(Date.now() - minutesAgo * 60_000).toISOString().replace('Z', '000+00:00');

/** Rows typed by hand, as a person would: ids of what was made. */
export function insertJob(bolt, { name = 'Bistro', email = `${randomUUID()}@example.com`, status = 'pending', packageType = 'starter',
    minutesAgo = 0, results = [], priority = 4 } = {}) {
    const job = randomUUID(), customer = randomUUID();
    const ended = ['completed', 'failed', 'cancelled'].includes(status);
    const lines = [
        `INSERT INTO customers (id, business_name, email, website) VALUES ('${customer}', ${quoted(name)}, ${quoted(email)}, 'https://${job}.example');`,
        `INSERT INTO jobs (id, customer_id, status, package_type, priority, created_at, updated_at, completed_at, directories_total)
         VALUES ('${job}', '${customer}', '${status}', '${packageType}', ${priority}, '${at(minutesAgo)}', '${at(minutesAgo)}', ${ended ? `'${at(minutesAgo)}'` : 'NULL'}, ${results.length});`,
    ];
    const submissions = results.map(({ directory, status: state, verdict = null, error = null }) => {
        const id = randomUUID();
        lines.push(`INSERT INTO job_results (id, job_id, directory_name, status, verdict, error_message, idempotency_key)
            VALUES ('${id}', '${job}', '${directory}', '${state}', ${quoted(verdict)}, ${quoted(error)}, '${id}');`);
        return id;
    });
    bolt.sql(lines.join('\n'));
    return { job, customer, email, submissions };
}

export function insertAction(bolt, { job, submission = null, directory = null, kind = 'needs_captcha' }) {
    const id = randomUUID();
    bolt.sql(`INSERT INTO action_items (id, job_id, result_id, directory_name, kind, summary, created_at, updated_at)
        VALUES ('${id}', '${job}', ${quoted(submission)}, ${quoted(directory)}, '${kind}', 'look', '${at()}', '${at()}');`);
    return id;
}
