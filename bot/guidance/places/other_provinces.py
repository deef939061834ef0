"""Other provinces and cities, by the names of today and of before 1/7/2025 (Nghị quyết 202/2025/QH15), folded."""

from __future__ import annotations

OTHER_PROVINCES = (
    "tinh khac", "khac tinh", "ngoai tinh", "thanh pho khac", "sai gon", "ho chi minh", "hcm", "binh duong",
    "dong nai", "vung tau", "ba ria", "long an", "tay ninh", "binh phuoc", "can tho", "soc trang", "hau giang",
    "kien giang", "an giang", "dong thap", "tien giang", "vinh long", "tra vinh", "ben tre", "ha noi",
    "hai phong", "da nang", "hue", "khanh hoa", "nha trang", "lam dong", "da lat", "dak lak", "gia lai",
    "binh thuan", "quang nam", "quang ngai", "nghe an", "thanh hoa", "quang ninh", "bac ninh", "phu quoc",
    "rach gia", "my tho", "other province",
)  # fmt: skip
