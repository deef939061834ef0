"""Names that staff give a procedure: kept and approved as a row of an office's table, so that an import loses none."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.db.imports import ABOUT
from bot.guidance.catalogue.imported import Imported, Origin
from bot.guidance.text import fold
from bot.staff.errors import Refused
from bot.staff.importing import store
from bot.staff.importing.comparing import Compared, Stored, changes_of
from bot.staff.importing.service import Prepared, add
from bot.staff.importing.told import Told
from bot.staff.roles import require

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.staff.importing.store import ImportRow
    from bot.staff.office import Office

_LONGEST = 80
_MOST = 30
_TABLE = Origin.TABLE.value


async def give_names(office: Office, code: str, names: Sequence[str]) -> ImportRow:
    """Say what else people call a procedure; it is found so once a second person has approved it.

    What an office's table said of the procedure stays; a table that is imported later says anew what it is called.

    Raises:
        Refused: there is no such procedure, a name is none, or all of them are known already.
    """
    require(office.actor, "import.add")
    procedure = office.guidance.catalogue.get(code)
    if procedure is None:
        raise Refused(f"Không có thủ tục {code} trong danh mục.")
    known = {fold(name) for name in (*procedure.names, procedure.title, procedure.name)}
    new = [name for name in dict.fromkeys(_name(each) for each in names) if fold(name) not in known]
    if not new:
        raise Refused(f"{code} đã tìm được bằng các tên này rồi.")
    before = await store.current(office.database, code)
    table = before.get((code, _TABLE))
    said = (
        ABOUT.validate_python(table.about)
        if table is not None
        else Imported(code, Origin.TABLE, procedure.name, "", field=procedure.field)
    )
    if len(said.names) + len(new) > _MOST:
        raise Refused(f"Một thủ tục có tối đa {_MOST} tên do cơ quan đặt.")
    about = ABOUT.dump_python(replace(said, names=(*said.names, *new)), mode="json")
    rows = (Stored(code, _TABLE, about, table.fields if table is not None else []),)
    compared = Compared(rows, changes_of(rows, before, office.guidance.fields), 1)
    files = ({"name": "procedures name", "size": None, "sha256": None},)
    made = await add(office, Prepared(files, compared, Told()))
    if made is None:
        raise LookupError("a name was not written")
    return made


def _name(text: str) -> str:
    line = " ".join(text.split())
    if not line or len(line) > _LONGEST or not line.isprintable() or not any(map(str.isalpha, line)) or "," in line:
        raise Refused(f"Mỗi tên một cụm từ, không dấu phẩy, tối đa {_LONGEST} ký tự: “{line[:_LONGEST]}”.")
    return line
