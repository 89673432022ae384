// A chat in the shape of Socket.IO's own tutorial, with rooms and with history in SQLite: a message is
// stored, then told. JOURNAL=wal is what tutorials set for speed: no wait for the disk at each message.
const { createServer } = require("http");
const { Server } = require("socket.io");
const Database = require("better-sqlite3");

const { DB, JOURNAL, PORT } = process.env;
const db = new Database(DB);
if (JOURNAL === "wal") {
    db.pragma("journal_mode = WAL");
    db.pragma("synchronous = NORMAL");
}
db.exec(`
    CREATE TABLE IF NOT EXISTS messages (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        room TEXT, author TEXT, created INTEGER, content TEXT
    );
    CREATE INDEX IF NOT EXISTS messages_of_room ON messages (room, id);
`);
const insert = db.prepare(
    "INSERT INTO messages (room, author, created, content) VALUES (?, ?, ?, ?)",
);
const newest = db
    .prepare(
        "SELECT id, author, created, content FROM messages WHERE room = ? ORDER BY id DESC LIMIT ?",
    )
    .raw();

const http = createServer();
const io = new Server(http, { serveClient: false });

io.on("connection", (socket) => {
    const { data } = socket;
    socket.on("join", (room, name, done) => {
        Object.assign(data, { room, name });
        socket.join(room);
        done("ok");
    });
    socket.on("chat message", (message) => {
        const now = Date.now();
        const { lastInsertRowid } = insert.run(data.room, data.name, now, message);
        io.to(data.room).emit("chat message", message, Number(lastInsertRowid), data.name, now);
    });
    socket.on("history", (count, done) => done(newest.all(data.room, count)));
});
http.listen(Number(PORT), "127.0.0.1");
