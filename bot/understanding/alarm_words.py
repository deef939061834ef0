"""The words of ``alarms``: violence and threats that are not of this minute, and somebody who wants codes or money.

Patterns over canonical text, part by part; where people wrote with accents, a verb counts only with its own ("đánh",
not "danh" or "dành"), see ``alarms``.
"""

from __future__ import annotations

import re

ACCENTED = {
    "danh": ("đánh", "oánh", "uýnh", "quánh", "quýnh"),
    "dap": ("đập", "đạp"),
    "tat": ("tát",),
    "dam": ("đâm", "đấm"),
    "chem": ("chém",),
    "giet": ("giết",),
    "doa": ("dọa", "doạ"),
    "duoi": ("đuổi",),
    "rinh": ("rình",),
    "nhot": ("nhốt",),
    "quay": ("quậy", "quấy"),
    "pha": ("phá",),
    "den": ("đến", "tới", "đen"),
    "dem": ("đêm", "tối", "đem"),
    "so": ("số", "sợ"),
    "lua": ("lừa",),
    "ho": ("họ",),
    "anh": ("anh", "ảnh"),
    "doc": ("đọc",),
    "gia": ("giả", "gia"),
    "cu": ("củ", "cũ", "cứ", "cu"),
    "thang": ("thằng",),
}
"""How what tells of violence is typed with its accents; "tới" is no "tôi" and "quậy" no "quầy"."""
STEPFATHER = ("dượng", "cha duong")
"""Without its accents the first is mostly a road."""

_NEAR = (
    r"(?:chong(?: (?:cu|toi|em|con|minh|chi|ba|no|co ay|chi ay))?|ong (?:xa|chong)|thang chong|ba xa|vo cu"
    r"|ban trai(?: (?:cu|em|toi))?|bo cu|nguoi yeu(?: (?:cu|em|toi))?|(?:cha|bo|ba|tia) duong|(?:me|di|ma) (?:ghe|ke)"
    r"|(?:cha|me|ba|ma|gia dinh|ben|nha|em|anh|chi) chong|cha ruot|me ruot|anh (?:ruot|trai|re)|con (?:trai"
    r"|re|dau|ruot)"
    r"|thang con|con trai lon)"
)
"""Who is of the family, or was."""
_A_MONTH = r"(?:(?<=\bmay )|(?<=\bhai )|(?<=\bba )|(?<=\bca )|(?<=\b\d ))thang (?:nay|truoc|roi|qua|sau|lien)\b"
"""Months, as "thằng" and "tháng" are one without their accents."""
_WHO = (
    rf"(?:{_NEAR}|vo|cha|bo|tia|ba|me|ma|chu no|chu nha|chu tro|hang xom|xa hoi den|giang ho|(?:dam |tui |bon )?"
    rf"(?:cho vay|doi no)|nguoi (?:ta|la)|ke (?:la|xau|gian)|(?!{_A_MONTH})thang(?: \w+)?|no|han"
    r"|ong(?: (?:ay|ta|do|kia))?|anh(?: (?:ay|ta|do))?|ban(?: hoc| cung lop)?|thay|tui no|bon no|dua kia|may dua)"
)
_FILL = (
    r"(?: (?:toi|em|con|minh|chi|cu|ay|do|no|ba|say|ruou|nhau|xin|lai|hay|hoai|da|dung|ngoi|tim|tu|moi|vua|la"
    r"|ve|di|nha|hom|qua|den"
    r"|cung|thuong|se|ma|co|bua|nao|dem|lay|cam|cay|dao|doi|het|dang|con)){0,5}"
)
_NOT_A_BLOW = (
    r"(?! (?:may|so|gia|dau(?! qua)|bai|de|ca|bac|thue|mat|cap|trao|rot|van|chu|vi tinh|bong|banh|co|luoi"
    r"|phan|nuoc|gio"
    r"|ten|don|ho so|to khai|giay|xe|le|vay|tieng|thuc|dien|cau long|tennis|lo|bat|son|rang|trong|tom|cua|bat|ly"
    r"|vo (?:to|don|may|phieu)|trung|lua|hut|thue|doi|can cuoc|truot|nha|tuong|pha|mai)\b)"
)
_BLOW = (
    rf"(?:danh(?: dap)?{_NOT_A_BLOW}|dap{_NOT_A_BLOW}|tat|dam(?= )|chem|bop co|xiet co|nam toc"
    r"|xo (?:te|nga)|hanh hung|giet)"
)
_RIOT = (
    r"(?:quay(?= (?:pha|hoai|nua|roi|em|toi|nhu|suot|quay|la|thi)\b|$| \|)"
    r"|pha(?= (?:nha|cua|dam|phach|nua|hoai|roi|em|toi|do|thi)\b|$| \|)|danh(?= (?:nua|em|toi|con|me|thi"
    r"|tiep)\b|$| \|))"
)
_CRUEL = rf"(?:{_BLOW}|hanh ha|bao hanh|nhot|cuong hiep|xam hai|lam nhuc|ham hai)"
_THREAT = r"(?:(?:hu |ham |de |hat )?doa(?: nat)?|ham he|uy hiep|khung bo(?! tinh than)|doi (?:giet|chem|danh|dot|tat))"
_STALK = (
    r"(?:rinh(?: rap| mo)?|bam (?:theo|duoi)|quay roi"
    r"|chan (?:duong|dau xe)(?!(?: \w+){0,3} (?:ve que|qua chot))|theo doi (?:toi|em|con|minh|chi)|lung suc)"
)
_HURT = (
    r"(?:toi|em|con|minh|chi(?: ay)?|co ay|me con|me|ma|ba|vo(?! (?:truong|nha|phong|khu|day|do|trong|tram)\b)"
    r"|be|chau|ca nha|ban (?:toi|em)|dua nho|nho|thang nho|con nho)"
    r"(?! (?:so|dau|bai|de|nuoc|gio|xe|dau moc)\b)"
)
_ON_AND_ON = (
    r"(?: (?:hoai|nua|suot|du|qua|tan nhan|den|gay|bam|sung|tim|nhieu|lien tuc|moi (?:dem|ngay|toi)|hang (?:dem|ngay)"
    r"|thi|roi|lan nay|luon|u|vo dau|te)\b|$| \|)"
)

HARM: tuple[re.Pattern[str], ...] = tuple(
    map(
        re.compile,
        (
            (
                rf"\bbi (?:(?:may|mot|chinh|thang|con|dua|gia dinh|hai|ca|cai) ){{0,2}}{_WHO}(?: \w+){{0,4}}? "
                rf"(?:{_CRUEL}|{_THREAT}|{_STALK})\b"
            ),
            r"\bthuong cang (?:chan|tay)\b|\bbi (?:\w+ ){0,8}?(?:duoi|tong) (?:ra )?khoi nha\b(?! tro)",
            rf"\b(?:{_NEAR}|no|han){_FILL} (?:de|ham|hu) doa\b|\bdoa tung (?:anh|clip|hinh|video)\b",
            rf"\bnguoi la(?: \w+){{0,2}} (?:di theo|bam theo|theo doi|rinh)\b|\b{_NEAR}{_FILL} dap (?:do|pha|het)\b",
            r"\bbi chu (?:tro|nha)(?: \w+){0,3} khoa cua\b",
            (
                r"\bbi (?:\w+ )?(?:danh dap|bao (?:hanh|luc)|hanh hung|hanh ha|ham doa|hu doa|doa|de doa|uy "
                r"hiep|xam hai"
                r"|quay roi|rinh|bam theo|nhot trong)\b"
            ),
            rf"\bbi danh{_ON_AND_ON}",
            rf"\b{_WHO}{_FILL} (?:{_CRUEL}|{_THREAT}) (?:(?:dap|chet|dau|ca|het|luon|ca nha|duoi|ruot) )?{_HURT}\b",
            rf"\b{_NEAR}{_FILL} (?:danh(?: dap)?|dap do|{_THREAT}|hanh ha|bao hanh){_ON_AND_ON}",
            rf"\b{_WHO}{_FILL} {_STALK}\b",
            (
                rf"\b{_NEAR}(?: \w+){{0,4}} (?:khoa cua|khoa trai cua|doi (?:o )?khoa|khong cho)(?: \w+){{0,5}} "
                rf"(?:vo|vao|ve|ra) "
                r"(?:khoi )?nha\b"
            ),
            (
                rf"\b{_NEAR}(?: \w+){{0,3}} khoa (?:cua|trai)(?: nha)?(?: \w+){{0,2}} (?:toi|em|con|minh|chi|khong"
                rf"|nhot)\b"
            ),
            rf"\b{_NEAR}(?: \w+){{0,3}} (?:duoi|tong(?: co)?)(?: \w+){{0,3}} (?:ra khoi|khoi|ra) (?:nha|duong|cua)\b",
            rf"\bbi {_NEAR}(?: \w+){{0,3}} (?:duoi|tong(?: co)?|nhot|khoa cua)\b",
            (
                rf"\b(?:{_NEAR}|no|ong(?: (?:ay|ta|do))?|han|thang \w+)(?: \w+){{0,4}}? (?:toi|lai|qua|den|ve|kiem|vo) "
                rf"(?:\w+ )?(?:{_RIOT}|gay su|kiem chuyen|lam du)(?: |$)"
            ),
            (
                rf"\b{_WHO}{_FILL} (?:nhan tin |goi |dien )?{_THREAT}? ?(?:doa|hu|doi) (?:giet|chem|chat|dot|danh"
                rf"|dam|(?<!doi )ban|ban(?= (?:toi|em|con|minh|chi|me|chet|bo)\b)|thieu|tat)\b"
            ),
            r"\bdoa (?:giet|chem|chat|dot|danh|dam|ban|thieu|tat|xu)\b",
            r"\bbao (?:luc|hanh) gia dinh\b|\bso (?:chong|ban trai|cha duong)(?: \w+){0,7} danh\b",
            (
                r"\b(?:husband|boyfriend|ex|partner|father|stepfather|wife|he|man|neighbou?r)(?: \w+){0,4} "
                r"(?:hits?|beats?|beat up|hurts?|threaten(?:s|ed|ing)?|stalk(?:s|ed|ing)|choke[sd]?"
                r"|punche[sd]|slap(?:s|ped)"
                r"|locked) (?:me|us|her|my|out)\b"
            ),
            (
                r"\bif (?:he|she|my (?:husband|ex|boyfriend|father)|they)(?: \w+)? comes? (?:\w+ )?(?:back|again"
                r"|tonight|here)\b"
            ),
            r"\b(?:domestic violence|afraid of my (?:husband|ex|boyfriend|father)|beaten by my)\b",
        ),
    )
)
_HE = r"(?<!het )(?<!qua )(?<!gia )(?<!thoi )(?<!toi )(?<!den )(?<!gan )(?<!tre )(?<!dung )han"
"""Somebody, and no term ("hết hạn làm lại thì …")."""
COMES = re.compile(
    rf"\b(?:{_NEAR}|no|(?<!may )ong(?: (?:ay|ta|do))?|{_HE}|thang \w+|ho|tui no)"
    r"(?: \w+){0,4}? (?:toi|(?<!lam )lai|qua|den|ve|kiem|tim|vo|quay lai)"
    r"(?: (?:nha|em|toi|con|minh|chi|day|kiem|tim|them|lan)){0,3} (?:nua|thi|\||(?:dem|toi) nay)"
    rf"|\b(?:anh|ong|no|{_HE})(?: ma)? (?:kiem|tim) ra\b"
    rf"|\b(?:(?:toi|dem) nay|neu|lo|mai mot)(?: \w+)? {_NEAR}(?: \w+){{0,3}} (?:toi|lai|qua|den|kiem|vo)\b"
)
"""Somebody comes (again): harm where it is asked whom to call then."""
NO_COMING = re.compile(r"\b(?:nop|ho so|giay|ky|thay|tre|tre hen|lay|quay nop|uy ban|xa|hen|lich|nhan|tien|bo phan)\b")
CHILD = re.compile(
    r"\b(?:be|tre(?: em| con)?|con nit|dua nho|thang nho|con nho|hoc (?:sinh|tro)|con (?:gai|trai) (?:nho|be|\d)"
    r"|con (?:toi|em|minh|gai|trai|be)|chau (?:nho|be|gai|trai|noi|ngoai|toi|em)|chau|no moi \d+ tuoi)"
    r"(?: \w+){0,5}? bi\b"
    r"|\b(?:danh(?: dap)?|dap|tat|hanh ha|bao hanh|xam hai|nhot|doa) (?:(?:dap|chet|ca|het) )?"
    r"(?:con(?: (?:gai|trai|be|nho|toi|em|minh))?(?! (?:toi|em) (?:va|voi))|chau|be|dua nho|thang nho|con nho|tre)\b"
    r"|\bcon (?:\w+ )?bi (?:\w+ )?(?:cha|bo|ba|tia|me|di|ma|duong|thay|co giao)\b"
)
"""A child is hurt, and not who writes."""
GROWN = re.compile(
    r"\b(?:danh(?: dap)?|dap|tat|doa|giet) (?:toi|em|minh|chi|vo|me|ca nha)\b|\bbi (?:chong|ban trai|vo)\b"
)
"""Somebody grown is hurt, whoever else is."""
CALLS = re.compile(
    r"\b(?:goi|bao|keu|cau cuu|nho|dien)(?: \w+){0,3} (?:ai|so|dau|nao|may|gi|cong an|113)\b"
    r"|\b(?:so|sdt|so dien thoai) (?:nao|may|gi|cong an|khan cap)\b|\bso dien thoai (?:\w+ )?cong an\b"
    r"|\b(?:lam sao|phai lam (?:sao|gi)|lam gi|biet lam sao|chay di dau|tron di dau|tinh sao)(?: \w+){0,2}$"
    r"|\b(?:co cach (?:nao|gi)|(?:co )?ai (?:bao ve|giup|can ngan))\b|\b(?:giup (?:toi|em|con) voi)\b|\bwho "
    r"(?:do|can|should) i call\b|\bwhat number\b|\bcall who\b|\bwhat (?:do|can"
    r"|should) i do\b"
)
"""Whom to call, or what to do: what the number answers."""
_URGENT_PAPERS = (
    r"(?!.*\b(?:can cuoc|giay|ho so|lam viec|thu (?:7|bay|bay)|lich|hen|tam tru|cu tru|ho khau|vneid|dinh danh|bien so"
    r"|xe|lam gi|xa|phuong|huyen|tinh|thi tran)\b)"
)
WHICH_NUMBER = re.compile(
    rf"^{_URGENT_PAPERS}.*?\b(?:(?:goi|bao|keu)(?: \w+){{0,2}} ai|so (?:nao|may|gi))\b(?! (?:nop|lam))|^who "
    rf"(?:do|can|should) i call\b"
)
NUMBER_AGAIN = re.compile(
    rf"^{_URGENT_PAPERS}.*?\b(?:xin|cho|gui|doc|nhan|lay|can|con|co)(?: \w+){{0,4}}? so"
    r"(?: (?:dt|dien thoai|goi|do|hoi nay|nao|may|khan cap|cuu \w+|truc|nong|di|voi|luon|a|nha|ha|khong|cho \w+))*$"
    rf"|^{_URGENT_PAPERS}.*?\bso (?:dien thoai|dt|goi|khan cap|cuu ho|cuu nan|cap cuu|hoi nay|do|la so|ai)\b"
    rf"|^{_URGENT_PAPERS}.*?\b(?:goi|bao|keu|alo)(?: \w+){{0,2}}? (?:dau|so|cho ai)\b|\bwhat number\b"
)
"""Asks for a number again, where those of a danger were told."""
IN_NEED = re.compile(
    rf"^{_URGENT_PAPERS}.*?(?:\b(?:so|goi|duong day|alo)\b.*\bkhan cap\b|\bkhan cap\b.*\b(?:so|goi ai|goi dau)\b"
    r"|\bso cuu (?:ho|nan|thuong)\b)|\bemergency (?:number|line)\b"
)
"""Asks for the numbers of an emergency without saying which."""
NOW = re.compile(
    r"\b(?:dang|sap) (?:\w+ )?(?:danh|dap|ruot|duoi|cam|chem|dung|pha|kiem|quay|o (?:ngoai|truoc)|len|cho "
    r"ngoai|giet|bop)\b"
    r"|\bcuu (?:toi|em|con|voi|me con|gap|mang)\b|\b(?:ngay (?:bay gio|luc nay)|khan cap)\b"
    r"|\b(?:dao|sung|ma tau|bua|roi dien|a ?xit)\b|\b(?:ngoai|truoc|dap|pha|cay) cua\b|\bchay mau\b|\bright now\b"
    r"|\b(?:is|are) (?:beating|hitting|hurting|attacking|stabbing)\b|\bat (?:the|my) door\b|\bbat coc\b|\bxong vo\b"
)
"""It is of this minute."""
NO_HARM = re.compile(
    r"\b(?:phim|game|truyen|kich|tiktok|karaoke|bong da|tran dau|doi bong|da banh|da bong|tap huan|tuyen truyen"
    r"|phong (?:chong|tranh)|nha (?:lanh nan|tam lanh)|nan nhan|thien nguyen|cong tac vien|shelter|bai hat"
    r"|tro choi|dua giai|nam mo|chiem bao)\b"
)
"""Films, games, football, talks about it."""

_SO = r"(?:khong|hong|chua|ha|nao|may|gi|sao|dau|may gio|luc nao)\b"


def _call_it(number: str) -> str:
    """Return the pattern of whether, when or how a number may be called, or what it is."""
    return (
        rf"\b(?:goi|keu|dien|bam|alo|dt)(?: \w+){{0,2}}? {number}(?: \w+){{0,5}}? {_SO}(?! (?:ai|toi|thay|den)\b)"
        rf"|(?<!so )(?<!thua )(?<!to )\b{number} (?:co|goi)(?: \w+){{0,4}} (?:khong|hong|duoc)\b"
        rf"|\b(?:khi nao|luc nao|chung nao)(?: \w+){{0,3}} (?:goi|keu|bam) {number}\b"
        rf"|\b(?:can|should|may|do) (?:i|we) (?:call|dial|phone) {number}\b"
    )


_AMBULANCE = r"(?<!phong )(?<!khoa )(?:xe )?(?:cap cuu|cuu thuong)\b"
_WHICH = r"(?:so )?(?:may|nao|gi|bao nhieu)\b"
NUMBERS: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "111",
        re.compile(
            rf"\b(?:tong dai|so|goi)(?: \w+){{0,3}} (?:bao ve )?tre em(?: \w+){{0,4}} {_WHICH}"
            rf"|\b(?:tre em|con nit|be) bi (?:danh|xam hai|bao hanh)(?: \w+){{0,3}} goi (?:\w+ )?{_WHICH}"
        ),
    ),
    (
        "113",
        re.compile(
            rf"^{_URGENT_PAPERS}.*?\b(?:(?:goi|keu)(?: cua| cho)? (?:cong an|canh sat)(?: (?:thi|la|bam|goi"
            rf"|khi|can|o day)){{0,3}}"
            r" so (?:may|nao|gi|bao nhieu)|so (?:dien thoai )?(?:cua )?(?:cong an|canh sat)(?: (?:thi|la|bam"
            r"|goi|so)){0,3}"
            r" (?:may|nao|gi|bao nhieu))\b"
            r"|\b(?:police|emergency) (?:phone )?number\b|\bnumber (?:of|for) the police\b|\bcall the police\b"
            rf"|\bcan cong an (?:gap )?(?:thi )?(?:goi|bam) (?:\w+ )?{_WHICH}|{_call_it('113')}"
        ),
    ),
    (
        "115",
        re.compile(
            rf"\b(?:goi|keu|so)(?: cua)? (?:xe )?(?:cap cuu|cuu thuong)(?: (?:thi|la|bam|goi)){{0,2}} {_WHICH}"
            rf"|\b(?:cap cuu|cuu thuong) (?:thi )?(?:goi|bam) {_WHICH}|{_call_it('115')}"
            rf"|\b(?:goi|keu|nho|tim|dien)(?: \w+){{0,3}}? {_AMBULANCE}(?: \w+){{0,4}}? (?:duoc (?:khong|hong|ha)"
            r"|o dau|bang cach nao|lam sao|sao|so (?:nao|may|gi)|goi (?:so )?(?:nao|may|gi))\b"
            rf"|{_AMBULANCE} (?:la |thi )?(?:so|sdt) (?:nao|may|gi|bao nhieu)\b"
            rf"|\bso (?:nao|may|gi)(?: \w+){{0,3}}? {_AMBULANCE}"
            rf"|(?<!bien )\b(?:so|sdt|dien thoai)(?: (?:dien thoai|cua|goi|ben|cai)){{0,2}} {_AMBULANCE}"
            r"(?! (?:o tram|sao))"
            r"|(?:\bwhat (?:is|s) )?(?:\bthe )?\bambulance(?: \w+)? number\b"
            r"|(?:\bwhat (?:is|s) the )?\bnumber (?:of|for) (?:an |the )?ambulance\b"
        ),
    ),
    (
        "114",
        re.compile(
            rf"\b(?:goi|keu|so)(?: cua)? (?:cuu hoa|chua chay|xe chua chay)(?: (?:thi|la|bam|goi)){{0,2}} {_WHICH}"
            rf"|\b(?:cuu hoa|chua chay|chay(?: nha)?) (?:thi )?(?:goi|bam) {_WHICH}|{_call_it('114')}"
        ),
    ),
)
"""A number for danger that is asked for, without any danger told."""

_ANYBODY = (
    r"(?:nguoi|ong|ba|anh|chi|co(?= (?:nao|do|ay|kia|can|nhan|gai|giao|chu|goi|dien|keu|bieu|tu)\b)"
    r"|thang|ai do|no|ho|cong an|can bo|ngan hang|nhan vien|tong dai|so (?:la|nay|do)"
    r"|so dien thoai|dau so|dua|shipper|ben|tin nhan|mot so|dich vu|may ong|zalo|facebook|someone|somebody"
    r"|they|man|he)"
)
CALLER = re.compile(
    rf"\b{_ANYBODY} (?:\w+ ){{0,6}}?(?<!\bem )(?<!\btoi )(?<!\bminh )(?:goi"
    rf"|nhan|nhan tin|dien|dt|alo|gui|bao|keu|bieu|bat|yeu cau|doi|xin|noi"
    rf"|hoi|hua|xung"
    r"|called|texted|asks?|asked|wants?|says?|said|sent|told)\b"
    r"|\b(?:nhan tin|tin nhan|goi dien|goi|dien thoai) (?:\w+ ){0,2}(?:bieu|keu|bao|bat|yeu cau|doi|xin|hoi|noi)\b"
)
"""Somebody who calls, texts or wants something."""
PHONED = re.compile(
    r"\b(?:goi|nhan tin|tin nhan|dien thoai|goi dien|dien|dt|alo|zalo|facebook|called|texted|phone|message)\b"
)
SECRET = re.compile(
    r"\b(?:otp|ma (?:so )?(?:xac (?:nhan|thuc|minh)|otp|ngan hang|pin|bao mat|the (?:atm|ngan hang|cao)|code"
    r"|6 so|sau so|kich hoat|gui ve"
    r"|trong (?:tin nhan|dien thoai)|dang nhap)|ma pin|so pin|mat khau|password|pass|cvv|so (?:the|tai khoan)|stk"
    r"|(?:xin|doc) (?:cai )?ma(?! (?:ho so|so\b|buu|vung|dinh danh|hang|hen|lich))"
    r"|code|(?<!het )(?<!hu )(?<!sac )(?<!yeu )(?<!cuc )pin\b(?! roi| dien| du phong)"
    r"|(?:4|6|bon|sau) so(?! (?:nha|dien thoai|luong|bo))"
    r"|(?:bam|vao|vo|nhan|kich|truy cap|cai|tai|mo) (?:vo |vao |cai |theo )?(?:link|duong dan|duong link|app|ung dung"
    r"|ma qr)|cai (?:cai )?ap|(?:gui|qua|bang|theo|cai|duong) (?:\w+ )?link"
    r"|link (?:la|gui|kich hoat|qua|do|nay|zalo)|quet (?:ma|qr))\b"
)
"""What nobody is told or opened."""
MONEY = re.compile(
    r"\b(?:chuyen (?:khoan|tien|truoc|phi|\d)|nap (?:tien|truoc)|ck (?:truoc|cho)|dat coc|tien coc|gui tien"
    r"|(?:dua|chi|ton) (?:\w+ ){0,2}(?:trieu|tram|ngan|xi|chai|cu)|nop (?:\w+ ){0,2}qua (?:tai khoan|zalo|momo)"
    r"|dua tien|lot tay|phi lam nhanh|transfer|send money)\b"
)
"""Money on a way that no office asks for."""
FEE = re.compile(r"\b(?:dong|nop) (?:tien|phi|truoc|\d)|\btra truoc\b|\bpay\b")
"""Money that is asked for at counters, too: a sign only where somebody telephones."""
FASTER = re.compile(
    r"\b(?:cho|de|duoc|lam|xong|co|lay|giai quyet|nhan|ra) (?:\w+ ){0,3}?(?:le|nhanh|mau|som|lien)\b|\bfaster\b"
    r"|\b(?:moi|thi) (?:\w+ ){0,4}(?:duoc|co|nhan|lanh|mo|xong)\b|\bde (?:mo khoa|khoi|duoc|lam|nhan|lanh)\b"
    r"|\bkhoi bi\b"
)
BELIEF = re.compile(
    r"\b(?:that|thiet) (?:hay|khong hay|voi) (?:la )?(?:gia|lua)\b|\b(?:gia|lua) hay (?:that|thiet)\b|\blua "
    r"(?:dao|dan)\b"
    r"|\b(?:co phai|la|co) lua(?: (?:dao|minh|tien))? (?:khong|ha)\b|\bso (?:bi )?lua\b|\bgia (?:danh|khac)\b"
    r"|\b(?:scam|fake)\b|\bco tin (?:duoc )?khong\b"
    r"|\bco (?:phai )?(?:la )?(?:cong an|can bo|nha nuoc|ngan hang) (?:that|thiet) khong\b"
)
"""Whether somebody is to be believed."""
IS_IT_SO = re.compile(r"\b(?:that|thiet) khong\b")
"""The same, where somebody telephoned and wants money or a code."""
OUGHT = re.compile(
    r"\b(?:co nen|(?<!cho )nen|co sao) (?:\w+ ){0,3}?(?:doc|dua|cho|gui|noi|bam|chuyen (?:tien|khoan|cho)|lam theo"
    r"|nghe theo)(?: \w+){0,7} khong\b"
    r"|\b(?:doc(?! (?:than|duong|hai|lap))|bam|chuyen (?:tien|khoan|cho)|lam theo)(?: \w+){0,4} (?:duoc|co sao|nen) "
    r"khong\b"
)
"""Whether what is wanted may be done."""
ALONE = re.compile(
    r"\b(?:ong|ba|no|ho|nguoi (?:do|ta)|anh ta|co ta|thang do|so (?:nay|do|la)|tin nhan|cuoc goi|link)(?: \w+){0,3} "
    r"(?:that|thiet) (?:hay|voi) (?:la )?(?:gia|lua)"
    r"|\b(?:tin nhan|cuoc goi|so (?:nay|do|la)|link|nguoi (?:do|goi))(?: \w+){0,6} lua(?: dao| khong)\b"
    r"|\bgia (?:danh|khac|mao) (?:lam )?(?:cong an|can bo|nhan vien|ngan hang|vien kiem sat)\b"
    r"|\bbi (?:lua|gat)(?: dao| gat)?(?: (?:ma|roi|do|a|day|chu))*(?:$| \|)"
    r"|\b(?:dua|chi|gui|ton)(?: \w+){0,3} (?:trieu|tram|ngan|cu|chai)(?: \w+){0,2}? (?:lo|chay)"
    r" (?:het|cho|tu|tron|giay)"
    r"|\bbi lua(?: dao)?(?: \w+){0,4} (?:tien|otp|tai khoan|ma|trieu|ngan)\b|\b(?:is this|message|call)(?: "
    r"\w+){0,4} scam\b"
    r"|(?<!chu )(?<!cai )(?<!ham )\blo (?:doc|dua|cho(?! (?:cha|me|ma|ba|ong|cu|vo|chong|con|em|nha|gia dinh))"
    r"|bam|chuyen|gui|cai)(?: (?!nham)\w+){0,3} (?:otp|ma|mat khau|link|tien|ap|trieu)\b"
)
"""Doubt or fraud, whoever calls."""
WHAT_THEN = re.compile(
    r"\b(?:doc|dua|cho|cung cap|lam theo|chuyen|bam|nghe|tin|dong)(?: \w+){0,5} (?:duoc|co sao|nen|khong|ha)\b"
    r"|\b(?:co nen|nen|co sao|co bi gi|co that|co thiet|that|thiet|phai|dung)(?: \w+){0,4} khong\b"
    r"|^(?:bao|to cao) (?:ai|o dau)\b|^(?:\w+ ){0,3}(?:lay lai|doi lai)(?: \w+){0,3} (?:sao|khong)\b"
)
"""What is asked about it, in a few words: the warning answers it."""
GIVES = re.compile(
    r"\b(?:doc|dua|cung cap|noi|khai|gui lai|cho)(?: (?:cho|cai|no|ho|nguoi ta|ong|may|so|lai)){0,4}"
    r" (?:otp|ma (?:xac|otp|ngan hang|pin|bao mat)|ma pin|mat khau|code)\b"
)
"""A secret would be handed to somebody."""
ACTIVATES = re.compile(
    r"\bkich hoat (?:\w+ ){0,4}(?:qua|bang|theo|o) (?:\w+ ){0,2}(?:link|duong dan|zalo|dien thoai)\b"
    r"|\blink (?:\w+ ){0,3}kich hoat\b|\bkich hoat (?:\w+ ){0,3}link\b|\bkeu (?:\w+ ){0,2}kich hoat\b"
)
NO_FRAUD = re.compile(
    r"\b(?:khong|chua) (?:nhan|thay|co|ve|gui ve|vo) (?:duoc )?(?:\w+ )?(?:otp|ma|mat khau)\b"
    r"|\b(?:otp|ma (?:otp|xac \w+)) (?:khong|chua) (?:ve|toi|den|gui|nhan|co)\b"
    r"|\b(?:quen|mat|doi|lay lai|dat lai|cap lai) (?:\w+ )?(?:mat khau|ma pin|pass|password)\b"
    r"|\b(?:sai|nhap|dien|go) (?:\w+ ){0,2}(?:mat khau|otp|ma|pass)\b"
    r"|\b(?:gui|nhan|nhan tin)(?: \w+){0,2} (?:ve|vo|vao|qua|toi) (?:\w+ )?(?:sim|so) (?:cu|mat|cua (?:toi|em|minh))\b"
)
"""A code of the portal that does not arrive or goes to a lost SIM, a password that is forgotten or mistyped."""
WISHES = re.compile(
    r"\b(?:muon|can (?:lam|xin|giay|biet|gi)|xin (?:lam|cap|giay|hoi|lai)|lam lai|dang ky|dat lich|nop"
    r"|(?:muon|xin|doi|lam) ly hon"
    r"|want to|how (?:do|can|to)|where)\b"
)
"""Something is wanted of the office."""
