"""The keys by which the chart knows us: made privately, shown publicly, changed without a gap."""

import json
import stat

import pytest

from gateway.vendors.ehr import keys


def kids(path):
    return [key["kid"] for key in keys.public_keys(path)["keys"]]


@pytest.mark.parametrize(("words", "algorithm"), [(["make"], "ES384"), (["make", "rsa"], "RS384")])
def test_a_new_key_is_readable_by_its_owner_only_and_signs_as_smart_asks(
    tmp_path, words, algorithm
):
    path = tmp_path / "var" / "keys.json"
    code, said = keys.run(words, path)
    assert code == 0, said
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert keys.signing_key(path)[1] == algorithm


@pytest.mark.parametrize("kind", ["EC", "RSA"])
def test_the_public_half_holds_no_private_part(tmp_path, kind):
    path = tmp_path / "keys.json"
    keys.make(path, kind)
    keys.add(path, kind)
    public = keys.public_keys(path)["keys"]
    assert len(public) == 2
    for key in public:
        assert not {"d", "p", "q", "dp", "dq", "qi", "oth", "k"} & set(key)
        assert {"kty", "kid", "alg", "use"} <= set(key)
    assert json.loads(path.read_text())["keys"][0]["d"] not in json.dumps(public)


def test_a_key_is_changed_without_a_moment_in_which_the_chart_knows_none(tmp_path):
    path = tmp_path / "keys.json"
    keys.run(["make"], path)
    [old] = kids(path)
    keys.run(["add"], path)
    assert kids(path)[0] == old
    assert keys.signing_key(path)[0].kid == old
    keys.run(["promote"], path)
    new = keys.signing_key(path)[0].kid
    assert new != old
    assert set(kids(path)) == {old, new}
    keys.run(["retire"], path)
    assert kids(path) == [new]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_key_the_chart_knows_is_never_overwritten(tmp_path):
    path = tmp_path / "keys.json"
    keys.run(["make"], path)
    before = path.read_bytes()
    code, said = keys.run(["make"], path)
    assert code == 1
    assert "promote" in said
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    "content", [None, "", "[]", "{}", '{"keys": []}', '{"keys": [{"kty": "oct", "k": "x"}]}']
)
def test_a_missing_or_broken_file_says_what_to_do(tmp_path, content):
    path = tmp_path / "keys.json"
    if content is not None:
        path.write_text(content)
    code, said = keys.run(["promote"], path)
    assert code == 1
    assert str(path) in said
    assert "keys make" in said
    with pytest.raises(keys.NoKeys):
        keys.public_keys(path)


def test_an_unknown_word_shows_the_usage(tmp_path):
    assert keys.run([], tmp_path / "k") == (2, keys.USAGE)
    assert keys.run(["destroy"], tmp_path / "k") == (2, keys.USAGE)
