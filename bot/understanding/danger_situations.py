"""The situations of ``danger`` and what takes a message out of them: patterns over canonical text."""

from __future__ import annotations

_PERSON = (
    r"\b(?:ba|ma|me|tia|cha|bo|ong|ong noi|ong ngoai|ba noi|ba ngoai|vo|chong|con|con toi|con em|be|dua nho|dua be"
    r"|thang|tre|nguoi|ai|hang xom|co nguoi|chau|em|toi|ban|anh|chi|chu|co|bac|di|hoc tro|hoc sinh|may dua|con nit"
    r"|ong gia|ba gia|em gai|em trai|thang nho|nho|\w{1,8} toi|\w{1,8} em)"
)
_PARTNER = (
    r"\b(?:chong(?: toi| em| con| minh| chi)?|ong xa|anh ay|anh ta|ong ay|ong ta|han|ban trai(?: em| toi)?"
    r"|nguoi yeu(?: em| toi)?|cha duong|no(?= (?:\w+ ){0,3}(?:danh|dap|tat|dam) (?:dap )?(?:toi|em|minh)\b))"
)
_OFTEN = r"(?: (?:lai|cu|hay|da|say|ve|ruou|xin|moi|vua|dang|nhau|qua|hom|bua|nao|cung|toi)){0,4}"
"""By whom people here are beaten at home, and the words that stand between."""
HARMLESS = (
    r"phim",
    r"game",
    r"truyen",
    r"tieu thuyet",
    r"quang cao",
    r"khuyen mai",
    r"giam gia",
    r"sale",
    r"flash",
    r"gia soc",
    r"chay (?:hang|ve|deal|don|show|so|tui)",
    r"mo thay",
    r"nam mo",
    r"chiem bao",
    r"karaoke",
    r"bai hat",
    r"ca si",
    r"dong vai",
    r"vai dien",
    r"kich",
    r"tiktok",
    r"meme",
    r"bong da",
    r"tran dau",
    r"ghi ban",
    r"nam ngoai",
    r"nam truoc",
    r"thang truoc",
    r"tuan truoc",
    r"hom truoc",
    r"hom kia",
    r"hom no",
    r"bua truoc",
    r"bua hom",
    r"hoi (?:nam|thang|do|xua|truoc|nho)",
    r"ngay xua",
    r"luc truoc",
    r"lau roi",
    r"mot nam",
    r"hai nam",
    r"may nam",
    r"\d+ nam",
    r"khai tu",
    r"chung tu",
    r"bao tu",
    r"giay tu",
    r"mai tang",
    r"boi thuong",
    r"tro cap",
    r"bao hiem",
    r"giay (?:xac nhan|chung nhan|phep|khuyet tat|ra vien|nghi)",
    r"khuyet tat",
    r"di chung",
    r"thuong tat",
    r"pccc",
    r"phong chay",
    r"tap huan",
    r"dien tap",
    r"tuyen truyen",
    r"khoa hoc",
    r"day boi",
    r"hoc boi",
    r"phong (?:chong|tranh)",
    r"an toan thuc pham",
    r"ho tro thiet hai",
    r"lam lai",
    r"cap lai",
    r"mat (?:giay|the|can cuoc|bang|so|xe|dien thoai|bop|vi)",
    r"neu",
    r"gia su",
    r"lo nhu",
    r"thi goi (?:ai|so)",
    r"khi nao",
    r"nam (?:cap cuu|vien|benh vien|mot cho)",
    r"phong cap cuu",
    r"khoa cap cuu",
    r"cap cuu (?:ve|xong)",
    r"dien vien",
    r"vet xe",
    r"nhan nuoi",
    r"con nuoi",
    r"xin ho tro",
    r"muon xin",
    r"to khai",
    r"ho so dat",
    r"nop (?:o|ho so|giay)",
    r"xu ly nuoc",
    r"ly hon",
    r"ke chuyen",
    r"doc bao",
    r"tin tuc",
    r"nghe noi",
    r"thoi su",
    r"to tung",
    r"toa an",
    r"khoi kien",
    r"to cao",
    r"hinh su",
    r"den bu",
    r"du lich",
)
"""Words of advertising, films and games, of what is long over, and of what an office is asked about."""

SITUATIONS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        "despair",
        (
            (
                r"\b(?:^|(?:toi|em|minh|con|chau|chi|anh|tao|va|gio) )(?:chi |that su |gio |khong con )?muon "
                r"(?:chet|tu tu)(?: (?:di|qua|cho roi|cho xong|quach|thoi|roi))*$"
            ),
            r"\bkhong (?:muon|thiet|con muon|con thiet) song(?: nua)?\b",
            r"\b(?:muon|dinh|se|doi|dang) (?:tu tu|tu sat|tu van)\b",
            r"\b(?:want|going) to (?:die|kill myself)\b",
            r"\bkill myself\b",
            r"\bi m suicidal\b",
            r"\bchan song\b",
            r"\bhet muon song\b",
            r"\bmuon ket thuc tat ca\b",
            r"\bmuon chet (?:phut|quach|cho xong)\b",
            r"\bthu tuyet mang\b",
            r"\bcam (?:\w+ )?chai thuoc (?:co|ray|sau|tru sau|diet co)\b",
            r"\b(?:tinh|muon|dinh) uong thuoc (?:chet|ngu chet)\b",
            r"\b(?:dung tren|doi|dinh|muon|sap) (?:cau )?(?:\w+ ){0,3}nhay (?:cau|song|lau|xuong song)\b",
            r"\bthoi vinh biet\b",
            (
                r"\buong (?:cai|chai|ly|vi|may vien) (?:\w+ )?nay (?:la|thi|roi) (?:xong|het|di|khoi)\b"
                r"(?! (?:benh|dau|sot|nhuc))"
            ),
        ),
    ),
    (
        "115",
        (
            (
                r"\b(?:uong|nuot) (?:\w+ ){0,3}(?:thuoc (?:sau|ray|co|tru sau|diet co|diet chuot|chuot)|a ?xit|"
                r"nuoc tay)\b"
            ),
            r"\b(?:nuot (?:nham|phai|cuc pin|dong xu)|hoc (?:xuong|di vat|thach|hot))\b",
            r"\bnuot (?:vien |cuc )(?:pin|bi)\b",
            r"\buong (?:het |ca |nguyen )(?:vi |hop |chai )thuoc\b",
            r"\buong (?:nham|lon) (?:\w+ )?thuoc\b",
            r"\bcat (?:tay|co tay) trong\b",
        ),
    ),
    (
        "112",
        (
            (
                r"\bnuoc (?:\w+ ){0,3}(?:toi|len|vo|ngap) (?:\w+ ){0,2}(?:noc|nguc|gac|mai nha|toi mai|len mai|"
                r"tran nha|lung|dau)\b"
            ),
            (
                r"\b(?:tren|len|leo len) (?:noc|mai|gac)(?: nha)? .{0,40}\bnuoc (?:\w+ ){0,2}(?:len|dang|lu|ngap|"
                r"vo)\b"
            ),
            (
                r"\bnuoc (?:\w+ ){0,2}(?:len|dang|lu|ngap|vo) .{0,40}\b(?:tren|len|leo len|ket tren) (?:noc|mai|"
                r"gac)\b"
            ),
            r"\bwater (?:is )?rising .{0,40}\bro(?:of)?\b",
            r"\bon the roof .{0,40}\bwater\b",
        ),
    ),
    (
        "114",
        (
            (
                r"\b(?:ghe|xuong|do|tau|ca no|vo lai)\b(?: \w+){0,6} (?:chim|lat)(?= (?:roi|o|ngoai|xuong|con|may|"
                r"cuu|kia|ne|hai|\d|ngay))"
            ),
            r"\b(?:ghe|xuong|do|tau)\b(?: \w+){0,4} (?:dang|bi song danh|bi dam) (?:chim|lat)\b",
            r"\b(?:ghe|xuong|do|tau)(?: bi)?(?: chim| lat)$",
            r"\b(?:chim|lat) (?:ghe|xuong|do|tau)(?= (?:roi|o|ngoai|con|may|cuu|ngay|\d))",
            r"\bnuoc (?:tran |vo |ngap )(?:\w+ ){0,2}(?:ghe|xuong)\b",
            (
                r"\b(?:ghe|xuong|tau) (?:bi )?(?:vo|ngap|tran|vao) nuoc\b"
                r"(?=(?: \w+){0,14}? (?:cuu|chim|may (?:chet|tat|hu))\b)"
            ),
        ),
    ),
    (
        "114",
        (
            _PERSON + r" (?:\w+ ){0,2}(?:te|rot|nga|roi|lot) (?:xuong )?(?:duoi )?"
            r"(?:song|kinh|kenh|muong|ao|gieng|ham|ho nuoc|sung)\b",
            r"\b(?:dang|bi|sap) (?:duoi nuoc|chet duoi)\b",
            r"\bduoi nuoc (?:roi|o|cuu|ngoai)\b",
            r"\bnuoc cuon (?:\w+ ){0,3}(?:roi|mat|troi)\b",
            r"\bis drowning\b",
            r"\b(?:boat|ship) is sinking\b",
            r"\b(?:lat|chim) vo lai\b",
            r"\b^te (?:gieng|song|kinh|muong|ao)(?: roi)?$",
            r"\b^(?:rot|te) xuong (?:song|kinh|ao|muong|gieng) roi$",
            r"\bco nguoi (?:chim|chet duoi|nhay (?:cau|song))\b",
            r"\b(?:xuong|ghe)(?: may)? (?:bi )?(?:chim|lat) giua\b",
            r"\bghe (?:\w+ )?pha nuoc\b",
            r"\bnguoi xuong nuoc\b",
            r"\bquang (?:\w+ )?(?:be|tre) xuong\b",
            (
                r"\b(?:son|daughter|child|kid|boy|girl|baby|man|woman|he|she|mother|father|friend|someone|somebody)"
                r" (?:just |has |have )?(?:fell|fallen) (?:in|into) the (?:river|canal|water|sea|pond)\b"
            ),
        ),
    ),
    (
        "114",
        (
            r"\bchay nha\b(?! (?:nay|cua|nguoi ta thue))",
            r"\bnha(?: \w+){0,4} (?:dang|bi) chay(?: (?:roi|lon|o|ne|kia|cuu|qua|day|lam))*$",
            r"\bnha(?: \w+){0,4} (?:dang|bi) chay (?:lon|roi|cuu|gap)\b",
            r"\bnha (?:toi|em|minh|con|hang xom|ke ben) chay (?:roi|lon|cuu)\b",
            r"\bchay (?:lon|rung|kho|xuong|cho) (?:o|roi|qua|lam|cuu|kia|ne|ben|ngay)\b",
            r"\b(?:gas?|ga) (?:\w+ )?(?:xi|ro ri|no)\b",
            r"\b(?:xi|ro ri|no) (?:binh |khi |ong )?gas?\b",
            r"\bno (?:binh|khi) ga\b",
            r"\b(?:ngop|ngat|ket trong) khoi\b",
            r"\bkhoi (?:mu mit|day nha)\b",
            r"\b(?:nha|tuong|truong|cau) (?:\w+ ){0,2}(?:sap|sup)(?: \w+){0,3} (?:de|ket|nguoi|xuong song)\b",
            r"\bsap nha (?:co|de|roi)\b",
            r"\bsat lo (?:\w+ ){0,4}(?:sap|sup|con nguoi|nguoi ket)\b",
            r"\b(?<!cay )lua (?:dang )?(?:chay|ben|lan)\b",
            r"\bkhoi day phong\b",
            r"\bxe (?:khach|tai|be|hoi|bon) (?:\w+ ){0,2}lat\b",
            r"\b(?:cay|nha|xe|tuong) (?:do|lat|sap) de\b",
            r"\bsap nha\b",
            r"\bket duoi (?:gam|ham)\b",
            r"\bket trong (?:cabin|xe|nha|thang may)\b",
            r"\bday dien (?:\w+ )?(?:dut|rot|roi) (?:\w+ )?xuong\b",
            r"\bgoi (?:chua chay|cuu hoa|114) (?:gap|gium|dum|giup|lien)\b",
            r"\bnha (?:\w+ ){1,3}cháy\b",
            r"\bket (?:trong|tren|duoi) (?:nha|lau|thang may|xe|dong) (?:\w+ )?(?:khong ra|khoi|chay)\b",
            r"\b(?:house|kitchen|shop|building|room|car|boat|market) is on fire\b",
            r"\bthere(?: is| s) a fire\b",
            r"\bfire in (?:my|the) (?:house|kitchen)\b",
        ),
    ),
    (
        "111",
        (
            r"\b(?:xam hai|lam bay|so mo|bao hanh|danh dap) (?:\w+ ){0,2}(?:chau|be|tre|con nit|dua nho)\b",
            (
                r"\b(?:chau|be|dua nho|tre)(?: \w+){0,4} bi (?:\w+ ){0,4}(?:xam hai|lam bay|so mo|bao hanh|bo doi|"
                r"danh dap|nhot)\b"
            ),
            r"\bbo roi (?:\w+ ){0,2}(?:be|tre so sinh)\b",
            r"\b(?:be|tre)(?: \w+){0,2} bi bo roi (?:truoc|ngoai|o|trong)\b",
            (
                r"\b(?:cha|bo|ba|me) (?:duong|ghe|ke) (?:\w+ ){0,2}(?:danh|lam bay|so mo|xam hai|hanh ha) (?:chau|"
                r"con|em|be)\b"
            ),
        ),
    ),
    (
        "113",
        (
            (
                r"\b(?:cam|rut|ke|xach|vac) (?:\w+ )?(?:dao|gay|sung|ma tau|hung khi|bua|roi)(?: \w+){0,6} "
                r"(?:chem|dam|danh|giet|ruot|dap|doi|vo co|dung truoc|truoc cua|ngoai cua|trong nha|ngay cua|xong "
                r"vo|vo nha)\b"
            ),
            r"\b(?:dung|cho|ngoi) (?:o |ngay )?(?:truoc|ngoai) cua (?:\w+ ){0,4}(?:dao|sung|ma tau)\b",
            r"\b(?:voi|co|cam) (?:con )?dao (?:\w+ ){0,3}(?:truoc|ngoai|ngay) cua\b",
            (
                r"\bdang (?:danh|dap|chem|dam|bop co|hiep|danh dap) (?:em|toi|vo|con|me|chi|nguoi|nhau (?:o|truoc|"
                r"bang|chay))\b"
            ),
            (
                r"\b(?:no|ho|han|chong|thang \w+)(?: \w+){0,3} (?:doi|dinh|dam) (?:giet|chem|dam) (?:toi|em|ca "
                r"nha|me con|chet)\b"
            ),
            (
                _PARTNER + _OFTEN + r" (?:danh(?: dap)?|dap|tat|bop co|dam|hanh hung|ruot danh) "
                r"(?:toi|em|con|minh|chi|me con|vo con|chau)\b(?! (?:so|dau|bai|de|nuoc|gio)\b)"
            ),
            (
                r"\b(?:toi|em|minh|chi)(?: \w+){0,2} bi (?:chong|ban trai|cha duong|ong xa)(?: \w+){0,3} "
                r"(?:danh|dap|tat|bop co)\b"
            ),
            (
                r"\b(?:trom|cuop|an cuop|an trom|ke gian|nguoi la)(?: \w+){0,3} (?:dang|trong nha|vo nha|cay cua|"
                r"pha cua|pha khoa|xong vo)\b"
            ),
            r"\bbat coc (?:con|tre|be|nguoi)\b",
            r"\bbi (?:nhot|bat nhot|giam)(?: \w+){0,5} (?:cuu|khong ra duoc|khong cho ra|doi danh|danh)\b",
            r"\bbi hiep(?: dam)?\b",
            r"\bbi (?:bat coc|cuop|danh dap|ruot chem|ruot danh|nguoi ta nhot|chong nhot|xam hai)\b",
            r"\b(?:doi|ham|doa|hen) (?:giet|chem|thieu chet|tat a ?xit)\b",
            r"\bdang (?:ruot|duoi) (?:danh|chem)\b",
            r"\bdang bi (?:ruot|danh|cuop|bat coc|xiet co|chem)\b",
            r"\bdanh nhau (?:cam|xach|co) (?:dao|hung khi|gay)\b",
            r"\b(?:co|dang) danh nhau (?:chet nguoi|co nguoi)\b",
            r"\b(?:danh|chem) vo (?:\w+ )?(?:keu cuu|la lang)\b",
            r"\bdap cua (?:nha )?(?:toi|em|doi|phong)\b",
            r"\bgoi (?:cong an|canh sat|113) (?:gap|gium|dum|giup|lien|toi gap)\b",
            r"\bke (?:dao )?(?:vo |co )(?:co )?(?:me con|vo|toi|em)\b",
            r"\bbi (?:dam|chem)(?: \w+){0,2} (?:bung|co|dut|chay mau)\b",
            r"\b(?:has|with) a (?:knife|gun)\b",
            r"\b(?:is|are) (?:beating|attacking|stabbing|hitting) (?:me|my|her|us)\b",
            r"\bbreaking in(?:to my (?:house|home))?\b",
        ),
    ),
    (
        "115",
        (
            r"\b(?:khong|ngung|het|khong con) tho(?: (?:duoc|noi|nua|roi))?\b(?! (?:dai|noi voi|voi))",
            r"\btho khong (?:noi|duoc|ra hoi)\b(?! voi)",
            r"\bkho tho (?:qua|lam|roi|nang|tim|spo2|moi)\b",
            r"\b(?:bat tinh|hon me|nga quy|sui bot mep|bang huyet|co giat|sung vu kho tho)\b",
            r"\bngat xiu\b(?! (?:vi gia|luon))",
            (
                r"\b(?:ba|ma|me|tia|cha|ong|vo|chong|con|be|nguoi|bac|chu|noi|ngoai)(?: toi| em| con| noi| ngoai| "
                r"ay| minh)? (?:bi )?(?:te )?xiu (?:roi|ngay|ngoai|o|giua|tai|xuong)\b"
            ),
            r"\b(?:dot quy|tai bien|nhoi mau)(?: nao| co tim)? (?:roi|meo|nam|cuu|lam sao|gio)\b",
            r"\b(?:bi|chac|len con) dot quy(?: roi)?$",
            r"\bmeo (?:mieng|mep)\b",
            r"\bmep meo\b",
            r"\bchay mau (?:nhieu|qua|khong (?:cam|ngung)|lenh lang|o dau)\b",
            r"\bmau (?:chay|ra|me) (?:\w+ )?(?:khong (?:cam|ngung)|qua troi|lenh lang|tum lum|nhieu)\b",
            r"\bran (?:\w+ )?can (?:toi|em|con|be|thang|ba|ma|chau|vo|chong|roi|sung|tim|o|ngoai)\b",
            r"\bbi ran (?:\w+ ){0,2}can\b",
            r"\bde rot (?:giua|tren|ngoai|roi|cuu|can|ma)\b",
            r"\bdien (?:giat|giut)(?! minh)\b",
            r"\btai nan(?: \w+){0,8} (?:nam|bat tinh|mau|chet|gay|ket|bi thuong)\b",
            r"\b(?:ca nha|nguoi|con|be|dam gio)(?: \w+){0,3} ngo doc\b",
            r"\bngo doc(?: \w+){0,5} (?:oi|nam|xiu|dau bung)\b",
            r"\bgoi (?:gium |dum |giup )?(?:xe )?(?:cap cuu|cuu thuong) (?:gap|gium|dum|lien|giup|voi)\b",
            r"\bcap cuu (?:gap|voi|gium|dum|o (?:ap|xa|cho|nha))\b",
            r"\b(?:can t|cannot|can not|isn t|is not|not|stopped) breath(?:e|ing)\b",
            (
                r"\b(?:heart attack|unconscious|having a (?:stroke|seizure)|bleeding (?:badly|a lot|to death)|"
                r"call an ambulance|snake bite)\b"
            ),
            r"\b(?:is|are) dying\b(?! (?:to|of laugh))",
            r"\b(?:collapsed|not waking up|won t wake up)\b",
            r"\b(?:dut|cuon|nghien) (?:\w+ ){0,2}(?:tay|chan|ngon tay)\b",
            r"\bnuoc soi (?:do|vang|tat)\b",
            r"\bnghen (?:tho|com|thuc an)\b",
            r"\bsac (?:sua|bot|chao)\b",
            r"\bcho (?:dai|becgie) (?:\w+ ){0,3}can\b",
            r"\bca noc\b",
            r"\bong (?:vo ve|dot|bap cay) (?:chich|dot|vo|sung)\b",
            r"\b(?:ra|bang) huyet (?:qua|nhieu|khong|hoai)\b",
            r"\bra mau (?:\w+ )?(?:nhieu|qua|hoai|uot|khong (?:cam|ngung))\b",
            r"\bdau bung ra huyet\b",
            r"\b(?:nam|te|nga)(?: \w+){0,4} khong nhuc nhich\b",
            r"\bthoi thop\b",
            r"\bmoi tim\b",
            r"\bnguoi lanh ngat\b",
            r"\bbi set danh\b",
            r"\bset danh trung\b",
            r"\bom nguc (?:\w+ ){0,3}(?:nga|te|xuong)\b",
            r"\bdau (?:that|du) nguc\b",
            r"\bgoi (?:cap cuu|115) khong (?:duoc|ai)\b",
            r"\bdau de (?:giua|ma)\b",
            r"\bran (?:ho|luc|cap nong|cham quap) can\b",
            r"\b(?:oi|ho) ra mau\b",
            r"\bnguoi (?:bi thuong nhieu|benh sap chet)\b",
        ),
    ),
    (
        "any",
        (
            (
                r"\b^(?:\w+ ){0,4}(?<!tra )(?<!nghien )(?<!giai )cuu (?:voi|(?:toi|em|con|chau|me con|ba|ma|me) "
                r"(?:voi|gap|di)|gium|dum|gap|mang)(?: \w+){0,2}$"
            ),
            r"\b^(?:please )?help(?: me| us)?(?: please)?$",
            r"\bsomebody help\b",
            r"\bsos\b",
        ),
    ),
)
"""By number, in the order in which they are looked for.

Each begins with a word's edge, so that it is looked for once for all of them."""
