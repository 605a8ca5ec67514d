// ElasticMQ, an SQS server that somebody else wrote, on a free port of 127.0.0.1.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createServer } from 'node:net';

export const elasticmqPresent = existsSync('.peers/installed') && existsSync('.peers/elasticmq');

const freePort = () => new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
        const { port } = server.address();
        server.close(() => resolve(port));
    });
});

export class ElasticMq {
    /** Started and answering at `endpoint`. */
    static async start() {
        const server = new ElasticMq();
        const port = await freePort();
        server.endpoint = `http://127.0.0.1:${port}`;
        server.child = spawn('java', ['-Xmx256m', '-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC', `-Drest-sqs.bind-port=${port}`, '-Drest-sqs.bind-hostname=127.0.0.1',
            '-Drest-stats.enabled=false', '-Dnode-address.host=127.0.0.1', `-Dnode-address.port=${port}`, '-cp', '.peers/elasticmq/*', 'org.elasticmq.server.Main'],
        { stdio: ['ignore', 'pipe', 'pipe'] });
        server.exited = new Promise((resolve) => server.child.on('exit', resolve));
        let said = '';
        await new Promise((resolve, reject) => {
            for (const stream of [server.child.stdout, server.child.stderr])
                stream.on('data', (chunk) => {
                    said = (said + chunk).slice(-20_000);
                    if (said.includes(') started in')) resolve();
                });
            server.child.on('exit', () => reject(new Error(`ElasticMQ ended: ${said}`)));
        });
        return server;
    }

    stop() {
        this.child.kill('SIGKILL');
        return this.exited;
    }
}
