"""The process that sets one document and ends: a job on stdin, pages on stdout. Run by typesetting.py, never imported.

typst keeps what it has set in a cache that grows from document to document; here the cache ends with the process.
The job is JSON; each file that comes out is written as its length (four bytes) and its bytes.
"""

import contextlib
import json
import struct
import sys

MOST_MEMORY = 2 << 30


def main():
    """Set the job's document. Ends with code 1 and typst's words on stderr where it cannot be set."""
    job = json.load(sys.stdin.buffer)
    _bound_memory()
    # Only this directory is needed of all that is installed, and looking through the rest takes longer than setting.
    sys.path.append(job["packages"])
    import typst

    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[job["fonts"]])
    try:
        made = typst.compile(
            job["source"].encode(),
            root=job["root"],
            font_paths=fonts,
            ignore_system_fonts=True,
            sys_inputs={"data": json.dumps(job["data"], ensure_ascii=False)},
            timestamp=job["timestamp"],
            **job["options"],
        )
    except typst.TypstError as error:
        sys.stderr.write(f"{error.message}\n{error.diagnostic}\n")
        raise SystemExit(1) from None
    for file in [made] if isinstance(made, bytes) else made:
        sys.stdout.buffer.write(struct.pack(">I", len(file)) + file)


def _bound_memory():
    # There is no such module on Windows.
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))


if __name__ == "__main__":
    main()
