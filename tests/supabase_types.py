"""The types as Supabase's own generator writes them: `python tests/supabase_types.py [--update]`, with node, npm and the network.

Fetches @supabase/postgres-meta and typescript, runs the generator on scratch databases of schema/ and of tests/typescript,
compares its files byte for byte with ours, and compiles them with --strict. --update keeps its files of tests/typescript for
test_types.py, which needs none of this.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from psycopg.conninfo import conninfo_to_dict

import neodiff

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "tests" / "typescript"
PACKAGES = ("@supabase/postgres-meta@0.99.0", "typescript@5.9.3")
# name of the file -> (folder of the YAML, schemas)
ASKED = {
    "neothink.ts": (ROOT / "schema", ("public",)),
    "hostile.ts": (FOLDER / "hostile", ("public",)),
    "several.ts": (FOLDER / "hostile", ("other", "public")),
}
SCRIPT = """
import { introspect, sortGeneratorMetadata, generateTypescript } from '@supabase/postgrest-typegen';
import pg from 'pg';
const [,, host, port, user, database, schemas] = process.argv;
const client = new pg.Client({host, port: +port, user, database});
await client.connect();
let before = Promise.resolve();
const query = (sql) => before = before.then(() => client.query(sql)).then(({rows}) => ({rows}));
const read = await introspect({query}, {includedSchemas: schemas.split(','), excludedSchemas: []});
process.stdout.write(await generateTypescript(sortGeneratorMetadata(read), {detectOneToOneRelationships: true}));
await client.end();
"""


def theirs(tools: Path, folder: Path, schemas: tuple[str, ...]) -> str:
    with neodiff.scratch_databases(folder) as made, made.database() as database:
        parts = conninfo_to_dict(database.dsn)
        place = [
            str(parts.get(name, default))
            for name, default in (("host", ""), ("port", "5432"), ("user", ""), ("dbname", ""))
        ]
        return run(tools, "node", "generate.mjs", *place, ",".join(schemas))


def run(at: Path, *command: str) -> str:
    done = subprocess.run(command, cwd=at, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"{' '.join(command)}\n{done.stdout}{done.stderr}")
    return done.stdout


def main(update: bool) -> int:
    failed = 0
    with tempfile.TemporaryDirectory() as name:
        tools = Path(name)
        run(tools, "npm", "install", "--ignore-scripts", "--no-audit", "--no-fund", *PACKAGES)
        (tools / "generate.mjs").write_text(SCRIPT, encoding="utf-8")
        for kept, (folder, schemas) in ASKED.items():
            said, ours = theirs(tools, folder, schemas), neodiff.types(folder, schemas=schemas)
            (tools / kept).write_text(ours, encoding="utf-8")
            print(f"{kept}: {'the same' if said == ours else 'DIFFERS'}, {len(ours.splitlines())} lines")
            failed += said != ours
            if update and folder != ROOT / "schema":
                (FOLDER / kept).write_text(said, encoding="utf-8")
        run(tools, "npx", "tsc", "--strict", "--noEmit", *ASKED)
        print("all compile with --strict")
    return int(bool(failed))


if __name__ == "__main__":
    sys.exit(main("--update" in sys.argv[1:]))
