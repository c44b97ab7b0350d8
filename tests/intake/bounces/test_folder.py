"""Which mail files there are in folders."""

from pathlib import Path

from console.intake.bounces.folder import LEADS_OUT, listing


def put(folder: Path, *names: str) -> None:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).touch()


def names(*places: Path) -> list[str]:
    return [one.name for one in listing(places).files]


def test_folders_are_read_with_all_below_them(tmp_path: Path) -> None:
    put(tmp_path, "b.eml", "a.eml", "deep/er/c.eml")
    assert names(tmp_path, tmp_path / "a.eml")[1:3] == ["b.eml", "deep/er/c.eml"]


def test_a_name_that_stands_for_two_files_gives_way_to_their_paths(tmp_path: Path) -> None:
    put(tmp_path, "one/a.eml", "two/a.eml", "two/b.eml")
    one, two = tmp_path / "one", tmp_path / "two"
    assert names(one, two) == [f"{one}/a.eml", f"{two}/a.eml", "b.eml"]


def test_of_a_maildir_the_mails_are_read_that_were_delivered(tmp_path: Path) -> None:
    put(tmp_path, "cur/1:2,S", "new/2", "tmp/3", "dovecot-uidlist", ".Sent/cur/4", ".Sent/new/5", ".Sent/maildirfolder")
    assert names(tmp_path) == [".Sent/cur/4", ".Sent/new/5", "cur/1:2,S", "new/2"]


def test_a_folder_called_tmp_is_left_out_of_a_maildir_only(tmp_path: Path) -> None:
    put(tmp_path, "tmp/a.eml")
    assert names(tmp_path) == ["tmp/a.eml"]


def test_links_that_lead_out_are_told_and_none_is_followed(tmp_path: Path) -> None:
    put(tmp_path, "elsewhere/secret", "here/a.eml")
    here = tmp_path / "here"
    for name, target in (("out", "../elsewhere"), ("file", "../elsewhere/secret"), ("round", "."), ("same", "a.eml")):
        (here / name).symlink_to(target)
    assert [(one.name, one.trouble) for one in listing([here]).files] == [
        ("a.eml", ""), ("file", LEADS_OUT), ("out", LEADS_OUT)
    ]  # fmt: skip


def test_a_folder_in_which_there_is_nothing_is_told_of(tmp_path: Path) -> None:
    (tmp_path / "cur").mkdir()
    assert listing([tmp_path]) == ([], [tmp_path])
