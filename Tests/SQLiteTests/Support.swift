import SQLite
import TestSupport

/// A database with a table `t(id, v)` and rows 1…`rows`, in WAL mode or with a rollback journal.
func makeDatabase(_ directory: TemporaryDirectory, rows: Int = 3, wal: Bool = true, name: String = "s.sqlite") throws -> Connection {
  let connection = try Connection(path: directory.bytes(name), mode: .readWrite(create: true))
  if wal { try connection.execute("PRAGMA journal_mode=WAL") }
  try connection.execute("CREATE TABLE t(id INTEGER PRIMARY KEY, v TEXT)")
  for number in 1...max(1, rows) where rows > 0 { try insert(connection, "row \(number)") }
  return connection
}

func insert(_ connection: Connection, _ text: String) throws {
  try connection.withStatement("INSERT INTO t(v) VALUES(?)") {
    try $0.bind(text, at: 1)
    try $0.run()
  }
}

func count(_ connection: Connection) throws -> Int64? { try connection.integer("SELECT count(*) FROM t") }

/// A Python process with the database open in WAL mode; each line sent is run, `ok` is answered.
func pythonOwner(_ path: String) -> Child {
  let program = """
    import sqlite3, sys
    db = sqlite3.connect(sys.argv[1], isolation_level=None)
    print("ready", flush=True)
    for line in sys.stdin:
        rows = db.execute(line).fetchall()
        print("ok", flush=True)
    """
  let child = Child(["python3", "-c", program, path])
  _ = child.readLine()
  return child
}

func ask(_ child: Child, _ sql: String) {
  child.send(sql + "\n")
  _ = child.readLine()
}
