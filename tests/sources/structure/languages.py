"""Texts about invented labs in eighteen languages, for the tests and the measurement of language detection."""

from __future__ import annotations

#: Language to prose as posts are written: names of models within it, no line of names.
PROSE: dict[str, str] = {
    "en": "The small lab in the harbour district has put its new model out this week, and people who tried it say that it "
    "writes better than the last one. We asked three of its engineers how they trained it on so little data. They told us "
    "that most of the work went into cleaning, and that nobody there believes in shortcuts. The weights are free to use, "
    "although the licence forbids a few things that we list below.",
    "de": "Das kleine Labor im Hafenviertel hat diese Woche sein neues Modell herausgebracht, und wer es ausprobiert hat, findet "
    "es besser als das vorige. Wir haben drei der Entwickler gefragt, wie sie mit so wenig Daten ausgekommen sind. Sie sagten, "
    "die meiste Arbeit stecke in der Bereinigung, und an Abkürzungen glaube dort niemand. Die Gewichte sind frei nutzbar, "
    "auch wenn die Lizenz einiges verbietet.",
    "fr": "Le petit laboratoire du quartier du port a publié cette semaine son nouveau modèle, et ceux qui l'ont essayé disent "
    "qu'il écrit mieux que le précédent. Nous avons demandé à trois de ses ingénieurs comment ils l'ont entraîné avec si peu de "
    "données. Ils nous ont répondu que l'essentiel du travail était le nettoyage, et que personne là-bas ne croit aux raccourcis.",
    "es": "El pequeño laboratorio del barrio del puerto ha publicado esta semana su nuevo modelo, y quienes lo han probado dicen "
    "que escribe mejor que el anterior. Preguntamos a tres de sus ingenieros cómo lo entrenaron con tan pocos datos. Nos "
    "contaron que casi todo el trabajo fue limpiar, y que allí nadie cree en los atajos. Los pesos se pueden usar libremente.",
    "pt": "O pequeno laboratório do bairro do porto lançou esta semana o seu novo modelo, e quem já o experimentou diz que "
    "escreve melhor do que o anterior. Perguntamos a três dos engenheiros como o treinaram com tão poucos dados. Disseram-nos "
    "que quase todo o trabalho foi de limpeza e que ninguém ali acredita em atalhos. Os pesos são livres.",
    "it": "Il piccolo laboratorio del quartiere del porto ha pubblicato questa settimana il suo nuovo modello, e chi lo ha "
    "provato dice che scrive meglio del precedente. Abbiamo chiesto a tre dei suoi ingegneri come lo abbiano addestrato con così "
    "pochi dati. Ci hanno detto che quasi tutto il lavoro è stato di pulizia, e che lì nessuno crede alle scorciatoie.",
    "nl": "Het kleine lab in de havenwijk heeft deze week zijn nieuwe model uitgebracht, en wie het geprobeerd heeft zegt dat "
    "het beter schrijft dan het vorige. We vroegen drie van de ingenieurs hoe ze het met zo weinig gegevens hebben getraind. Ze "
    "vertelden ons dat het meeste werk in het opschonen zat, en dat niemand daar in kortere wegen gelooft.",
    "sv": "Det lilla labbet i hamnkvarteret har släppt sin nya modell i veckan, och de som har provat den säger att den skriver "
    "bättre än den förra. Vi frågade tre av ingenjörerna hur de tränade den med så lite data. De berättade att det mesta av "
    "arbetet låg i städningen och att ingen där tror på genvägar. Vikterna är fria att använda.",
    "pl": "Małe laboratorium z dzielnicy portowej wypuściło w tym tygodniu swój nowy model, a ci, którzy go wypróbowali, mówią, "
    "że pisze lepiej niż poprzedni. Zapytaliśmy trzech inżynierów, jak go wytrenowali na tak małej ilości danych. Powiedzieli "
    "nam, że większość pracy to czyszczenie i że nikt tam nie wierzy w drogi na skróty.",
    "hr": "Mali laboratorij u lučkoj četvrti objavio je ovaj tjedan svoj novi model, a oni koji su ga isprobali kažu da piše "
    "bolje od prethodnoga. Pitali smo troje inženjera kako su ga uvježbali s tako malo podataka. Rekli su nam da je najveći dio "
    "posla bilo čišćenje i da ondje nitko ne vjeruje u prečace.",
    "tr": "Liman mahallesindeki küçük laboratuvar bu hafta yeni modelini yayımladı ve deneyenler bunun öncekinden daha iyi "
    "yazdığını söylüyor. Mühendislerden üçüne bu kadar az veriyle onu nasıl eğittiklerini sorduk. İşin çoğunun temizlik "
    "olduğunu ve orada kimsenin kestirme yollara inanmadığını anlattılar.",
    "id": "Laboratorium kecil di kawasan pelabuhan itu merilis model barunya minggu ini, dan mereka yang sudah mencobanya berkata "
    "bahwa tulisannya lebih baik daripada yang sebelumnya. Kami bertanya kepada tiga insinyurnya bagaimana mereka melatihnya "
    "dengan data yang begitu sedikit. Mereka bilang sebagian besar pekerjaan adalah pembersihan.",
    "vi": "Phòng thí nghiệm nhỏ ở khu cảng đã phát hành mô hình mới trong tuần này, và những người đã thử nói rằng nó viết hay hơn "
    "bản trước. Chúng tôi hỏi ba kỹ sư ở đó làm sao họ huấn luyện được với ít dữ liệu như vậy. Họ kể rằng phần lớn công việc là "
    "làm sạch dữ liệu, và không ai ở đó tin vào đường tắt.",
    "ru": "Небольшая лаборатория в портовом районе выпустила на этой неделе новую модель, и те, кто её попробовал, говорят, что "
    "она пишет лучше прежней. Мы спросили трёх инженеров, как им удалось обучить её на таком небольшом количестве данных. Они "
    "рассказали, что почти вся работа ушла на очистку и что в короткие пути там никто не верит.",
    "uk": "Невелика лабораторія в портовому районі випустила цього тижня нову модель, і ті, хто її спробував, кажуть, що вона "
    "пише краще за попередню. Ми запитали трьох інженерів, як їм вдалося навчити її на такій малій кількості даних.",
    "ar": "أصدر المختبر الصغير في حي الميناء نموذجه الجديد هذا الأسبوع، ويقول من جربوه إنه يكتب أفضل من سابقه. سألنا ثلاثة من مهندسيه "
    "كيف دربوه على هذا القدر القليل من البيانات، فقالوا إن معظم العمل كان في التنظيف وإن أحدا هناك لا يؤمن بالطرق المختصرة.",
    "hi": "बंदरगाह इलाके की छोटी प्रयोगशाला ने इस सप्ताह अपना नया मॉडल जारी किया, और जिन्होंने उसे आज़माया वे कहते हैं कि वह पिछले से बेहतर लिखता है। "
    "हमने उसके तीन इंजीनियरों से पूछा कि इतने कम डेटा पर उन्होंने उसे कैसे सिखाया।",
    "ja": "港の近くにある小さな研究所が今週、新しいモデルを公開した。試した人たちは、前のものより文章がうまいと言う。どうやってこれほど少ないデータで"
    "学習させたのか、三人の技術者に聞いた。仕事のほとんどは掃除だったそうで、近道を信じている人は誰もいないという。",
    "zh": "港口区的那家小实验室本周发布了新模型,试用过的人都说它比上一代写得更好。我们问了三位工程师,他们是怎样用这么少的数据训练出来的。"
    "他们说,大部分工作都花在清洗数据上,那里没有人相信捷径。权重可以自由使用。",
    "ko": "항구 근처의 작은 연구소가 이번 주에 새 모델을 공개했다. 써 본 사람들은 이전 것보다 글을 더 잘 쓴다고 말한다. 우리는 기술자 세 명에게 "
    "그렇게 적은 데이터로 어떻게 학습시켰는지 물었다. 대부분의 일은 정리였고 지름길을 믿는 사람은 아무도 없다고 했다.",
}
