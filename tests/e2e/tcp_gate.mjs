// A door between a client and a server: it can be shut (what is open breaks, what knocks is refused: a cut network), make
// everything late, let little through, or swallow what comes.
import { createServer, connect } from 'node:net';

export class TcpGate {
    constructor(server) {
        this.server = server;
        this.sockets = new Set();
        this.calls = 0; // connections that came
        this.delayMs = 0; // added to each piece, either way
        this.bytesPerSecond = Infinity; // of each connection, either way
        this.deaf = false; // what comes while it is set never arrives
    }

    /** Opens on a free port of the loopback address and passes everything on to `targetUrl`. */
    static async to(targetUrl) {
        const target = new URL(targetUrl);
        const gate = new TcpGate(createServer((socket) => gate.pass(socket, Number(target.port))));
        await gate.listen(0);
        gate.port = gate.server.address().port;
        gate.url = `http://127.0.0.1:${gate.port}`;
        return gate;
    }

    listen(port) {
        return new Promise((resolve, reject) => {
            this.server.once('error', reject);
            this.server.listen(port, '127.0.0.1', resolve);
        });
    }

    pass(near, port) {
        ++this.calls;
        const far = connect(port, '127.0.0.1');
        for (const [one, other] of [[near, far], [far, near]]) {
            this.sockets.add(one);
            one.on('error', () => other.destroy());
            one.on('close', () => {
                this.sockets.delete(one);
                other.destroy();
            });
            this.forward(one, other);
        }
    }

    forward(one, other) {
        let free = 0; // when the pieces before this one are through
        one.on('data', (piece) => {
            if (this.deaf) return;
            const now = Date.now();
            const through = Math.max(now + this.delayMs, free) + (piece.length / this.bytesPerSecond) * 1000;
            free = through;
            if (through <= now) return other.write(piece);
            setTimeout(() => other.destroyed || other.write(piece), through - now);
        });
        one.on('end', () => setTimeout(() => other.end(), Math.max(0, free - Date.now())));
    }

    async cut() {
        const closed = new Promise((resolve) => this.server.close(resolve));
        for (const socket of this.sockets) socket.destroy();
        await closed;
    }

    mend() {
        return this.listen(this.port);
    }
}
