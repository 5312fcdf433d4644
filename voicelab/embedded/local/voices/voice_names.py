"""Names of Azure's neural voices in the languages of the local voices, and their styles.

The best known come first: they get speakers of their own, where there are not enough for all.
"""

from __future__ import annotations

__all__ = ["MEN", "STYLES", "WOMEN"]

WOMEN = {
    "en-US": "JennyMultilingual Jenny Aria Ava AvaMultilingual Emma EmmaMultilingual Jane Sara Nancy Amber "
    "Ana Ashley Cora CoraMultilingual Elizabeth Michelle Monica Phoebe PhoebeMultilingual Amanda "
    "AmandaMultilingual LolaMultilingual NancyMultilingual SerenaMultilingual EvelynMultilingual Blue",
    "en-GB": "Sonia Libby Abbi Bella Hollie Maisie Olivia AdaMultilingual",
    "en-AU": "Natasha Annette Carly Elsie Freya Joanne Kim Tina",
    "en-CA": "Clara",
    "en-HK": "Yan",
    "en-IE": "Emily",
    "en-IN": "Neerja Aashi Aarti Ananya Kavya",
    "en-KE": "Asilia",
    "en-NG": "Ezinne",
    "en-NZ": "Molly",
    "en-PH": "Rosa",
    "en-SG": "Luna",
    "en-TZ": "Imani",
    "en-ZA": "Leah",
    "de-DE": "Katja Amala Elke Gisela Klarissa Louisa Maja Tanja Seraphina SeraphinaMultilingual",
    "de-AT": "Ingrid",
    "de-CH": "Leni",
    "es-ES": "Elvira Abril Estrella Irene Laia Lia Vera Ximena XimenaMultilingual",
    "es-MX": "Dalia Beatriz Candela Carlota Larissa Marina Nuria Renata",
    "es-AR": "Elena",
    "es-CL": "Catalina",
    "es-CO": "Salome",
    "es-PE": "Camila",
    "es-US": "Paloma",
    "fr-FR": "Denise Brigitte Celeste Coralie Eloise Jacqueline Josephine Yvette Vivienne "
    "VivienneMultilingual",
    "fr-BE": "Charline",
    "fr-CA": "Sylvie",
    "fr-CH": "Ariane",
    "hi-IN": "Swara Ananya Kavya Aarti",
    "ja-JP": "Nanami Aoi Mayu Shiori",
    "pt-BR": "Francisca Brenda Elza Giovanna Leila Leticia Manuela Yara Thalita ThalitaMultilingual",
    "pt-PT": "Raquel Fernanda",
    "zh-CN": "Xiaoxiao Xiaoyi Xiaochen Xiaohan Xiaomeng Xiaomo Xiaoqiu Xiaorou Xiaorui Xiaoshuang Xiaoxuan "
    "Xiaoyan Xiaoyou Xiaozhen XiaoxiaoMultilingual XiaochenMultilingual XiaoyuMultilingual",
    "it-IT": "Elsa Isabella IsabellaMultilingual Fabiola Fiamma Imelda Irma Palmira Pierina",
}
MEN = {
    "en-US": "Guy Andrew AndrewMultilingual Brian BrianMultilingual Davis Jason Tony Brandon "
    "BrandonMultilingual Christopher ChristopherMultilingual Eric Jacob Roger Steffan AdamMultilingual "
    "DavisMultilingual DerekMultilingual DustinMultilingual LewisMultilingual RyanMultilingual "
    "SamuelMultilingual SteffanMultilingual",
    "en-GB": "Ryan Alfie Elliot Ethan Noah Oliver OllieMultilingual Thomas",
    "en-AU": "William Darren Duncan Ken Neil Tim",
    "en-CA": "Liam",
    "en-HK": "Sam",
    "en-IE": "Connor",
    "en-IN": "Prabhat Aarav Kunal Rehaan Arjun",
    "en-KE": "Chilemba",
    "en-NG": "Abeo",
    "en-NZ": "Mitchell",
    "en-PH": "James",
    "en-SG": "Wayne",
    "en-TZ": "Elimu",
    "en-ZA": "Luke",
    "de-DE": "Conrad Bernd Christoph Florian FlorianMultilingual Kasper Killian Klaus Ralf",
    "de-AT": "Jonas",
    "de-CH": "Jan",
    "es-ES": "Alvaro Arnau Dario Elias Nil Saul Teo Tristan TristanMultilingual",
    "es-MX": "Jorge Cecilio Gerardo Liberto Luciano Pelayo Yago",
    "es-AR": "Tomas",
    "es-CL": "Lorenzo",
    "es-CO": "Gonzalo",
    "es-PE": "Alex",
    "es-US": "Alonso",
    "fr-FR": "Henri Alain Claude Jerome Maurice Yves LucienMultilingual RemyMultilingual",
    "fr-BE": "Gerard",
    "fr-CA": "Jean Antoine Thierry",
    "fr-CH": "Fabrice",
    "hi-IN": "Madhur Aarav Arjun Kunal Rehaan",
    "ja-JP": "Keita Daichi Naoki MasaruMultilingual",
    "pt-BR": "Antonio Donato Fabio Humberto Julio Nicolau Valerio MacerioMultilingual",
    "pt-PT": "Duarte",
    "zh-CN": "Yunxi Yunyang Yunjian Yunxia Yunfeng Yunhao Yunjie Yunye Yunze YunfanMultilingual "
    "YunxiaoMultilingual YunyiMultilingual",
    "it-IT": "Diego Alessio AlessioMultilingual Benigno Calimero Cataldo Gianni Giuseppe Lisandro Marcello "
    "MarcelloMultilingual Rinaldo",
}
_MOODS = "angry cheerful excited friendly hopeful sad shouting terrified unfriendly whispering"
STYLES = {
    "en-US-AriaNeural": "chat customerservice empathetic narration-professional newscast-casual "
    f"newscast-formal {_MOODS}",
    "en-US-DavisNeural": f"chat {_MOODS}",
    "en-US-GuyNeural": f"newscast {_MOODS}",
    "en-US-JaneNeural": _MOODS,
    "en-US-JasonNeural": _MOODS,
    "en-US-JennyNeural": f"assistant chat customerservice newscast {_MOODS}",
    "en-US-NancyNeural": _MOODS,
    "en-US-SaraNeural": _MOODS,
    "en-US-TonyNeural": _MOODS,
    "en-GB-RyanNeural": "chat cheerful",
    "en-GB-SoniaNeural": "cheerful sad",
    "en-IN-NeerjaNeural": "cheerful empathetic newscast",
    "de-DE-ConradNeural": "cheerful",
    "es-MX-JorgeNeural": "chat cheerful",
    "fr-FR-DeniseNeural": "cheerful sad",
    "fr-FR-HenriNeural": "cheerful sad",
    "hi-IN-SwaraNeural": "cheerful empathetic newscast",
    "it-IT-IsabellaNeural": "chat cheerful",
    "ja-JP-NanamiNeural": "chat cheerful customerservice",
    "pt-BR-FranciscaNeural": "calm",
    "zh-CN-XiaoxiaoNeural": "assistant chat customerservice newscast affectionate angry calm cheerful "
    "disgruntled fearful friendly gentle lyrical sad serious",
    "zh-CN-YunxiNeural": "angry assistant chat cheerful depressed disgruntled embarrassed fearful "
    "narration-relaxed newscast sad serious",
    "zh-CN-YunyangNeural": "customerservice narration-professional newscast-casual",
}
"""Styles that Azure lists. The local voices have one manner each; a style is a pace, a pitch, a loudness."""
