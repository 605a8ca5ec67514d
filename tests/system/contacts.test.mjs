// Customers' contact data: hidden from people until they reveal them, from viewers always, and noted when they leave.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import WebSocket from 'ws';
import { Bolt, eventually } from './harness.mjs';
import { callers, followLink, insertAction, insertJob } from './staff.mjs';

const secret = { email: 'rosalind@private.example', phone: '+1 512 555 0199', address: '12 Quiet Lane', zip: '78799', first: 'Rosalind', last: 'Quietly' };
const hidden = Object.values(secret).filter((text) => text !== secret.first);
let bolt, admin, keys, operator, viewer, job, customer, item;
before(async () => {
    bolt = await Bolt.up();
    bolt.sql("UPDATE directories SET policy = 'ask'");
    ({ admin, keys } = await callers(bolt));
    const signIn = async (role) => followLink(bolt, (await admin.post('/api/staff/users', { email: `${role}@example.com`, role })).body.link);
    [operator, viewer] = [await signIn('operator'), await signIn('viewer')];
    ({ job, customer, submissions: [item] } = insertJob(bolt, { name: 'Quiet Cafe', email: secret.email, results: [{ directory: 'alpha', status: 'action_required' }] }));
    bolt.sql(`UPDATE customers SET phone = '${secret.phone}', address = '${secret.address}', zip = '${secret.zip}', first_name = '${secret.first}', last_name = '${secret.last}' WHERE id = '${customer}';
        UPDATE job_results SET payload = '${JSON.stringify({ fields: [{ label: 'Tel', meaning: 'phone', value: secret.phone }, { label: 'Name', meaning: 'business_name', value: 'Quiet Cafe' }] })}' WHERE id = '${item}';`);
    item = insertAction(bolt, { job, submission: item, directory: 'alpha' });
});
after(() => bolt.stop());

const audited = (action) => Number(bolt.sql(`SELECT count(*) FROM audit_log WHERE action = '${action}'`));
const reads = () => ['/api/staff/jobs', `/api/staff/jobs/${job}`, '/api/staff/customers', `/api/staff/customers/${customer}`, `/api/staff/actions/${item}`, '/api/staff/jobs/suggest?q=quiet'];
const holds = (text) => hidden.filter((each) => text.includes(each));

test('people read documents with the contact data hidden, programs of operators as they are', async () => {
    for (const path of reads()) {
        for (const [name, who] of Object.entries({ admin, operator, viewer, 'viewer key': keys.viewer })) assert.deepEqual(holds((await who.get(path)).text), [], `${name} ${path}`);
        assert.ok((await keys.operator.get(path)).text.includes(secret.email) || path.includes('actions'), path);
    }
    const document = (await operator.get(`/api/staff/jobs/${job}`)).body;
    assert.equal(document.contacts, 'masked');
    assert.equal(document.job.email, 'r\u2022\u2022\u2022@private.example');
    assert.equal(document.profile.phone, '\u2022\u2022\u202299');
    assert.deepEqual(document.results[0].payload.fields.map((field) => field.value), ['\u2022\u2022\u202299', 'Quiet Cafe']);
    assert.match((await operator.get('/api/staff/jobs/suggest?q=quiet')).text, /Quiet Cafe <r\u2022\u2022\u2022@private\.example>/);
});

test('what is hidden is not written back', async () => {
    const { profile, customer: { updated_at: at } } = (await operator.get(`/api/staff/customers/${customer}`)).body;
    const answer = await operator.put(`/api/staff/customers/${customer}/profile`, { profile, updated_at: at });
    assert.equal(answer.status, 400);
    assert.match(answer.body.detail, /reveal the contact data/);
});

test('an operator reveals one customer for themselves, and the audit log says so; viewers may not', async () => {
    assert.equal((await viewer.post(`/api/staff/customers/${customer}/reveal`)).status, 403);
    const other = insertJob(bolt, { name: 'Other', email: 'other@private.example' });
    const revealed = await operator.post(`/api/staff/customers/${customer}/reveal`, { reason: 'they called' });
    assert.equal(revealed.body.contacts, 'shown');
    assert.equal(revealed.body.profile.phone, secret.phone);
    assert.equal(audited('customer.reveal'), 1);
    const { entries: [entry] } = (await admin.get(`/api/staff/audit?target=customer:${customer}`)).body;
    assert.deepEqual([entry.action, entry.actor, entry.details.reason], ['customer.reveal', 'staff:operator@example.com', 'they called']);
    for (const path of [`/api/staff/jobs/${job}`, `/api/staff/customers/${customer}`]) {
        assert.deepEqual(holds((await operator.get(path)).text).length > 3, true, path);
        assert.deepEqual(holds((await admin.get(path)).text), [], `${path}: another person reveals by themselves`);
    }
    assert.ok(!(await operator.get(`/api/staff/customers/${other.customer}`)).text.includes('other@private'));
    assert.equal((await operator.post('/api/staff/customers/00000000-0000-4000-8000-000000000000/reveal')).status, 404);
    // A quarter of an hour later they are hidden again.
    bolt.sql(`DROP TRIGGER audit_log_no_update; UPDATE audit_log SET created_at = '2026-01-01T00:00:00.000000+00:00' WHERE action = 'customer.reveal';
        CREATE TRIGGER audit_log_no_update BEFORE UPDATE ON audit_log BEGIN SELECT RAISE(ABORT, 'audit_log is append-only'); END;`);
    assert.deepEqual(holds((await operator.get(`/api/staff/customers/${customer}`)).text), []);
});

test('who has claimed an item works with the values', async () => {
    await operator.post(`/api/staff/actions/${item}/claim`);
    assert.ok((await operator.get(`/api/staff/actions/${item}`)).text.includes(secret.phone));
    assert.deepEqual(holds((await admin.get(`/api/staff/actions/${item}`)).text), []);
    await operator.post(`/api/staff/actions/${item}/release`);
});

test('files go out whole to operators, which is noted, and hidden to viewers; pictures are for operators', async () => {
    for (const [path, action] of [['/api/staff/export/jobs', 'jobs.export'], [`/api/staff/jobs/${job}/report`, 'job.report']]) {
        const before = audited(action);
        assert.deepEqual(holds((await viewer.get(path)).text), [], path);
        assert.equal(audited(action), before);
        assert.ok(holds((await operator.get(path)).text).length > 0, path);
        assert.equal(audited(action), before + 1);
    }
    assert.equal((await viewer.get(`/api/staff/evidence/${job}/x.jpg`)).status, 403);
    assert.equal((await operator.get(`/api/staff/evidence/${job}/x.jpg`)).status, 404);
});

test('/rest/v1 has no personal columns for people and viewers', async () => {
    const rest = async (token, query) => {
        const response = await fetch(`${bolt.url}/rest/v1/${query}`, { headers: { Authorization: `Bearer ${token}` } });
        return { status: response.status, text: await response.text() };
    };
    for (const token of [keys.viewer.key, viewer.session.realtime.token, admin.session.realtime.token]) {
        for (const table of ['customers', 'job_results', 'action_items']) {
            const rows = await rest(token, `${table}?select=*`);
            assert.equal(rows.status, 200);
            assert.deepEqual(holds(rows.text), [], table);
        }
        for (const query of ['customers?select=email', 'customers?phone=like.*512*', 'customers?order=last_name', 'job_results?select=id,payload', 'customers?or=(zip.eq.78799)']) {
            const refused = await rest(token, query);
            assert.equal(refused.status, 403, query);
            assert.equal(JSON.parse(refused.text).code, '42501', query);
        }
        assert.equal((await rest(token, 'customers?select=password')).status, 400);
    }
    for (const token of [keys.operator.key, bolt.secrets.STAFF_API_KEY]) assert.equal(holds((await rest(token, 'customers?select=*')).text).length, 5);
});

test('the feed carries no personal columns to them either, and filters cannot ask for them', async () => {
    const watch = async (token, filter) => {
        const socket = new WebSocket(`${bolt.url.replace('http', 'ws')}/realtime/v1/websocket?vsn=2.0.0&apikey=${token}`);
        const seen = [];
        socket.on('message', (text) => seen.push(JSON.parse(text)));
        await new Promise((resolve, reject) => { socket.once('open', resolve); socket.once('error', reject); });
        const config = { postgres_changes: [{ event: '*', schema: 'public', table: 'job_results', ...(filter ? { filter } : {}) }] };
        socket.send(JSON.stringify(['1', '1', 'realtime:x', 'phx_join', { config }]));
        await eventually('it is subscribed', () => seen.some((message) => message[3] === 'system'));
        return { socket, changes: () => seen.filter((message) => message[3] === 'postgres_changes').map((message) => message[4].data) };
    };
    const all = await Promise.all([watch(keys.viewer.key), watch(admin.session.realtime.token), watch(keys.admin.key), watch(keys.viewer.key, 'payload=not.is.null'), watch(keys.admin.key, 'payload=not.is.null')]);
    bolt.sql(`UPDATE job_results SET status = 'submitted' WHERE job_id = '${job}'`);
    const [people, person, program, guess, known] = all;
    await eventually('the change is everywhere', () => [people, person, program, known].every((each) => each.changes().length > 0));
    for (const each of [people, person]) {
        const [change] = each.changes();
        assert.equal(change.record.status, 'submitted');
        assert.ok(!('payload' in change.record) && !('payload' in change.old_record));
        assert.ok(!change.columns.some((column) => column.name === 'payload'));
        assert.deepEqual(holds(JSON.stringify(change)), []);
    }
    assert.ok(JSON.stringify(program.changes()).includes(secret.phone));
    assert.deepEqual(guess.changes(), []);
    for (const each of all) each.socket.terminate();
});
