"""The rules of the source: what may import what, how long a file may be, and what no file may hold.

Looks at the files that git knows, so a note left lying about in a checkout is nobody's concern.
"""

import ast
import re
import subprocess
import sys
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from importlinter.cli import lint_imports

ROOT = Path(__file__).resolve().parent.parent
LONGEST_FILE = 400
LONGEST_FUNCTION = 60

TOP_LEVEL = {
    *("manage.py", "dev.py", "misbrug", "indicators", "clusters", "strategies", "templates", "static"),
    *("tests", "docs", "benchmarks", "requirements", "package.json", "package-lock.json", "pyproject.toml"),
    *("README.md", "CHANGELOG.md", "SECURITY.md", "LICENSE", ".ci", ".gitignore", ".gitattributes", ".editorconfig"),
}

SCRIPT_BODY = re.compile(r"<script\b(?![^>]*\bsrc=)(?![^>]*type=\"application/json\")", re.IGNORECASE)
STYLE_ELEMENT = re.compile(r"<style\b", re.IGNORECASE)
STYLE_ATTRIBUTE = re.compile(r"<[a-z][^<>]*\sstyle\s*=", re.IGNORECASE)
HANDLER_ATTRIBUTE = re.compile(r"<[a-z][^<>]*\son[a-z]+\s*=", re.IGNORECASE)
OTHER_HOST = re.compile(r"<(?:script|link|img|iframe|form|use)\b[^>]*(?:src|href|action)=[\"'](?:https?:)?//")

PACKAGE_INDEX = re.compile(
    r"(?:pypi|pythonhosted|npmjs|npmmirror|yarnpkg|unpkg|jsdelivr|cdnjs|debian)\.(?:org|com|net|io)"
    r"|(?<!emit-)(?:index-url|find-links)[ =]+\S+"
    r"|\"resolved\":"
)
UNFINISHED = re.compile(r"\b(?:TODO|FIXME|XXX)\b|(?i:lorem ipsum|kommer snart|coming soon)")
# The source speaks of the product alone: it is not a diary of how it was made.
DIARY = re.compile(r"\b(?:issues?|tickets?|pull request|sprint) ?#?\d|/work/|\bshared/(?:seeds|data|mockups)")


def tracked(*suffixes):
    """The files in git whose name ends in one of the suffixes, or all, without those deleted in the checkout."""
    names = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout
    paths = [ROOT / name for name in names.decode().split("\0") if name]
    return [path for path in paths if path.is_file() and (not suffixes or path.suffix in suffixes)]


def texts(*suffixes):
    """Pairs of name and text; this file is left out, since it has to write down what it looks for."""
    for path in tracked(*suffixes):
        if path != Path(__file__):
            try:
                yield str(path.relative_to(ROOT)), path.read_text(encoding="utf-8")
            except UnicodeDecodeError:
                continue


def findings(pattern, *suffixes, skip=()):
    """Where a pattern occurs, as "file:line: text"."""
    return [
        f"{name}:{text.count(chr(10), 0, found.start()) + 1}: {found.group(0)[:80]}"
        for name, text in texts(*suffixes)
        if name not in skip
        for found in pattern.finditer(text)
    ]


def test_imports_go_one_way():
    assert lint_imports(config_filename=str(ROOT / "pyproject.toml"), no_cache=True) == 0


def test_nothing_new_at_the_top():
    assert {path.relative_to(ROOT).parts[0] for path in tracked()} - TOP_LEVEL == set()


def test_files_are_short():
    long = {
        name: text.count("\n")
        for name, text in texts(".py", ".html", ".js", ".css")
        if "/migrations/" not in name and text.count("\n") > LONGEST_FILE
    }
    assert long == {}


def test_functions_are_short():
    long = [
        f"{name}:{node.lineno} {node.name}: {node.end_lineno - node.lineno + 1}"
        for name, text in texts(".py")
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.FunctionDef) and node.end_lineno - node.lineno >= LONGEST_FUNCTION
    ]
    assert long == []


@pytest.mark.parametrize(
    "pattern", [SCRIPT_BODY, STYLE_ELEMENT, STYLE_ATTRIBUTE, HANDLER_ATTRIBUTE, OTHER_HOST], ids=lambda p: p.pattern
)
def test_pages_keep_to_the_content_security_policy(pattern):
    """What the policy would block is found here too in the pages that no browser test opens."""
    assert [line for line in findings(pattern, ".html", ".py") if not line.startswith("tests/")] == []


def test_no_address_of_a_package_index():
    """Whoever installs decides where packages come from: an address in the repository would override a mirror."""
    assert findings(PACKAGE_INDEX) == []


def test_nothing_unfinished_and_no_diary():
    assert findings(UNFINISHED, skip={"LICENSE"}) + findings(DIARY) == []


@pytest.mark.parametrize("name", ["runtime", "test", "node"])
def test_every_requirement_is_pinned_with_a_hash(name):
    """A name added to the list but not to the pinned file would be missing on the next fresh machine."""
    wanted = re.findall(r"^(\w[\w-]*)", (ROOT / f"requirements/{name}.in").read_text(), re.MULTILINE)
    pinned = (ROOT / f"requirements/{name}.txt").read_text()
    for package in wanted:
        assert re.search(rf"^{re.escape(package)}==\S+.*\\\n +--hash=sha256:", pinned, re.MULTILINE | re.IGNORECASE)


def imports(text):
    """The first part of every name that a module imports from outside its own folder."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield node.module.split(".")[0]


def test_what_the_product_imports_is_among_its_requirements():
    """A package that only the tests need, or that someone has installed by hand, is missing in use.

    requirements/saml.txt is for those who use SAML: only its own module, which others do not import, may rely on it.
    """
    pinned = set(re.findall(r"^([\w.-]+)==", (ROOT / "requirements/runtime.txt").read_text(), re.MULTILINE))
    ours = {path.name.removesuffix(".py") for path in ROOT.iterdir()}
    extra = "misbrug/accounts/sso_saml.py"
    product = [text for name, text in texts(".py") if not name.startswith("tests/") and name != extra]
    imported = {package for text in product for package in imports(text)} - ours - sys.stdlib_module_names
    providers = packages_distributions()
    missing = [
        package
        for package in imported
        if not {name.lower().replace("_", "-") for name in providers.get(package, [package])} & pinned
    ]
    assert missing == []
