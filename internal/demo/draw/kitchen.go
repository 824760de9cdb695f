package draw

func mug(p *pen) {
	w := p.vary(1, 120, 140)
	p.shadow(530, 350)
	p.line(p.d, 34, "M%v 250h40q70 0 70 78t-76 84h-40", 286+w)
	p.path(p.c, "M%v 190h%vv270q0 66-66 66h-%vq-66 0-66-66z", 286-w, 2*w, 2*w-132)
	p.path(p.d, "M%v 190h46v336h-56q56-10 56-66z", 240+w)
	p.oval(286, 190, w, 28, p.dd)
	p.oval(286, 194, w-12, 20, "#5a3d2e")
	switch p.one(2, 3) {
	case 0:
		p.rect(286-w, 396, 2*w, 26, 0, p.ll)
	case 1:
		p.circle(270, 350, 40, p.ll)
	}
	p.faint(0.7, func() { p.line(paper, 10, "M250 150q-20-26 0-50t0-48M310 146q-20-26 0-50t0-40") })
}

func bowl(p *pen) {
	p.shadow(512, 380)
	p.path(p.dd, "M250 486h140l12 24H238z")
	p.path(p.c, "M92 270h456q-14 222-168 222h-120q-154 0-168-222z")
	p.path(p.d, "M440 270h108q-14 222-168 222h-30q90-30 90-222z")
	p.oval(320, 270, 228, 52, p.l)
	p.oval(320, 276, 204, 40, p.dd)
	if p.one(1, 2) == 0 {
		p.rect(110, 340, 420, 14, 7, p.ll)
	}
}

func plate(p *pen) {
	p.faint(0.12, func() { p.circle(330, 342, 222, ink) })
	p.circle(320, 322, 222, p.c)
	p.circle(320, 322, 206, p.l)
	p.circle(320, 322, 148, p.d)
	p.circle(320, 326, 142, p.c)
	switch p.one(1, 3) {
	case 0:
		p.ring(320, 322, 180, 6, p.ll)
	case 1:
		p.ring(320, 322, 212, 8, p.dd)
	default:
		for i := range 16 {
			p.turned(float64(i)*22.5, 320, 322, func() { p.oval(320, 144, 7, 18, p.d) })
		}
	}
}

func wineglass(p *pen) {
	p.shadow(546, 300)
	fill := p.vary(1, 200, 240)
	p.both(func() {
		p.path(glass, "M148 130h136q14 190-68 200q-82-10-68-200z")
		p.path(p.c, "M147 %vh138q0 90-69 104q-69-14-69-104z", fill)
		p.rect(209, 326, 14, 190, 0, glass)
		p.oval(216, 524, 66, 14, glass)
		p.path(paper, "M168 150h14l2 90h-12z")
	})
}

func tumbler(p *pen) {
	p.shadow(546, 300)
	fill := p.vary(1, 250, 330)
	p.both(func() {
		p.path(glass, "M140 170h150l-14 350q-60 14-122 0z")
		p.path(p.c, "M146 %vh138l-10 %vq-56 12-116 0z", fill, 508-fill)
		p.path(paper, "M166 190h16l6 290h-12z")
	})
}

func cutlery(p *pen) {
	p.shadow(556, 360)
	tone, handle := chrome, steel
	if p.one(1, 2) == 0 {
		handle = p.c
	}
	p.path(tone, "M170 90h12v120h14V90h12v120h14V90h12v140q0 40-22 52v60h-20v-60q-22-12-22-52z")
	p.rect(184, 330, 36, 216, 18, handle)
	p.path(tone, "M308 350V90q60 30 54 260z")
	p.rect(306, 340, 40, 206, 18, handle)
	p.oval(448, 160, 44, 72, tone)
	p.oval(440, 154, 22, 46, paper)
	p.rect(438, 220, 20, 130, 8, tone)
	p.rect(430, 330, 36, 216, 18, handle)
}

func pan(p *pen) {
	p.shadow(530, 430)
	p.turned(-28, 270, 360, func() {
		p.rect(430, 336, 200, 44, 22, []string{walnut, ink, slate}[p.one(1, 3)])
		p.rect(410, 344, 60, 28, 6, steel)
		p.circle(604, 358, 8, paper)
		p.circle(262, 368, 186, p.dd)
		p.circle(262, 358, 186, p.c)
		p.circle(262, 358, 158, p.d)
		p.circle(262, 362, 150, p.dd)
		p.faint(0.35, func() { p.line(paper, 14, "M150 320a124 124 0 0 1 90-82") })
	})
}

func pot(p *pen) {
	h := p.vary(1, 170, 240)
	y := 520 - h
	p.shadow(534, 420)
	p.both(func() { p.line(slate, 24, "M160 %vh-44q-22 0-22 24t22 24h44", y+48) })
	p.path(p.c, "M136 %vh368v%vq0 44-44 44H180q-44 0-44-44z", y, h-34)
	p.path(p.d, "M424 %vh80v%vq0 44-44 44h-60q24-10 24-44z", y, h-34)
	p.rect(122, y-20, 396, 30, 15, p.dd)
	p.path(p.l, "M150 %vq10-80 170-80t170 80z", y-20)
	p.rect(284, y-136, 72, 32, 16, slate)
	p.rect(308, y-110, 24, 18, 0, iron)
}

func bakeware(p *pen) {
	p.shadow(500, 470)
	p.both(func() { p.rect(60, 300, 80, 36, 18, p.dd) })
	p.path(p.c, "M96 290h448l-34 176q-6 24-30 24H160q-24 0-30-24z")
	p.path(p.d, "M470 290h74l-34 176q-6 24-30 24h-50q26-40 40-200z")
	p.rect(84, 276, 472, 28, 14, p.l)
	p.path(amber, "M120 276q30-%v 100-70q40-50 100-16q60-40 104 14q76 10 96 72z", p.vary(1, 66, 90))
	p.faint(0.5, func() { p.line("#a86f2f", 10, "M220 232l20 30M310 214l16 34M400 226l10 34") })
}

func knife(p *pen) {
	h := p.vary(1, 70, 100)
	p.shadow(520, 420)
	p.turned(-32, 320, 330, func() {
		p.path(chrome, "M36 318H400v%vH190Q70 %v 36 318z", h, 318+h)
		p.path(steel, "M36 318H400v18H60z")
		p.rect(396, 308, 30, h+10, 6, iron)
		p.path(p.dd, "M424 312h164q24 0 24 26v34q-20 26-60 12q-70-24-128-8z")
		p.path(p.c, "M424 308h164q24 0 24 24v28q-20 24-60 10q-70-24-128-6z")
		for i := range 3 {
			p.circle(456+float64(i)*52, 336, 8, steel)
		}
	})
}

func board(p *pen) {
	p.shadow(552, 340)
	p.turned(p.vary(1, -6, 8), 320, 320, func() {
		p.rect(172, 150, 308, 392, 40, p.dd)
		p.rect(164, 146, 308, 388, 40, p.c)
		p.rect(276, 66, 84, 110, 34, p.c)
		p.circle(318, 104, 18, p.dd)
		for i := range 4 {
			p.rect(206+float64(i)*66, 190, 8, 300-float64(i%2)*60, 4, p.d)
		}
	})
}

func kettle(p *pen) {
	p.shadow(540, 330)
	p.line(slate, 30, "M412 210q110-10 96 120q-8 90-66 110")
	p.path(p.d, "M196 230l-76-40l-16 24l84 130z")
	p.path(p.c, "M214 190h190l46 300q4 40-40 40H208q-44 0-40-40z")
	p.path(p.d, "M372 190h32l46 300q4 40-40 40h-40q30-10 26-60z")
	p.rect(206, 170, 206, 30, 15, p.dd)
	p.circle(309, 156, 20, slate)
	if p.one(1, 2) == 0 {
		p.rect(214, 320, 36, 130, 18, glass)
		p.rect(214, 390, 36, 60, 18, "#8fb8cf")
	}
	p.rect(166, 516, 286, 20, 10, ink)
}

func toaster(p *pen) {
	p.shadow(512, 430)
	p.rect(190, 130, 110, 150, 26, "#d9a566")
	p.rect(340, 146, 110, 140, 26, "#d9a566")
	p.rect(202, 142, 86, 120, 20, "#f0d29c")
	p.rect(352, 158, 86, 120, 20, "#f0d29c")
	p.rect(110, 230, 420, 270, 66, p.dd)
	p.rect(110, 224, 420, 262, 66, p.c)
	p.rect(150, 236, 340, 22, 11, ink)
	p.circle(452, 420, 28, p.dd)
	p.circle(452, 418, 20, chrome)
	p.rect(510, 320, 44, 26, 10, slate)
	p.rect(150, 404, p.vary(1, 90, 180), 16, 8, p.l)
	p.rect(150, 486, 70, 16, 6, ink)
	p.rect(420, 486, 70, 16, 6, ink)
}

func blender(p *pen) {
	p.shadow(556, 250)
	p.path(glass, "M214 110h212l-26 280H240z")
	fruit := []string{"#d97b8e", "#8fb46a", "#e3a548", "#9b7bb3"}[p.one(1, 4)]
	p.path(fruit, "M226 236q46 24 94 0t94 0l-16 154H240z")
	p.path(paper, "M236 130h18l16 240h-14z")
	p.line(slate, 22, "M424 150h46v130l-56 60")
	p.rect(204, 84, 232, 34, 14, p.dd)
	p.rect(286, 58, 68, 30, 10, slate)
	p.path(p.dd, "M226 390h196l40 152H184z")
	p.path(p.c, "M226 386h188l38 152H190z")
	p.circle(320, 462, 34, p.dd)
	p.circle(320, 460, 24, chrome)
	p.rect(316, 438, 8, 22, 4, slate)
}

func mixer(p *pen) {
	p.shadow(552, 450)
	p.rect(120, 506, 400, 40, 20, p.dd)
	p.path(p.d, "M400 220h100v300H380q40-80 20-300z")
	p.path(steel, "M140 330h216q-10 150-70 168h-76q-60-18-70-168z")
	p.path(iron, "M310 330h46q-10 150-70 168h-30q50-30 54-168z")
	p.rect(128, 316, 240, 20, 10, chrome)
	p.rect(112, 130, 400, 124, 62, p.c)
	p.rect(112, 206, 400, 16, 0, p.d)
	p.rect(226, 250, 44, 40, 8, slate)
	p.line(chrome, 8, "M248 290q-50 60 0 110q50-50 0-110")
	p.circle(452, 176, 22, p.ll)
	p.circle(150, 190, p.vary(1, 14, 24), chrome)
}

func coffeemaker(p *pen) {
	p.shadow(556, 360)
	p.rect(164, 90, 312, 456, 36, p.dd)
	p.rect(160, 86, 312, 452, 36, p.c)
	p.rect(192, 240, 248, 230, 12, p.dd)
	p.rect(270, 224, 92, 50, 10, slate)
	p.path(glass, "M240 318h152l14 130q0 20-20 20H246q-20 0-20-20z")
	p.path("#5a3d2e", "M234 384h164l8 64q0 20-20 20H246q-20 0-20-20z")
	p.line(slate, 16, "M398 344h40v80h-28")
	p.rect(200, 120, 110, 60, 12, screen)
	p.rect(218, 144, p.vary(1, 30, 70), 10, 5, "#7cc4a4")
	for i := range 3 {
		p.circle(352+float64(i)*38, 150, 13, p.ll)
	}
	p.rect(180, 492, 272, 18, 9, iron)
}

func jar(p *pen) {
	w := p.vary(1, 116, 140)
	p.shadow(546, 2*w+60)
	p.rect(320-w, 176, 2*w, 364, 54, glass)
	p.rect(332-w, 232, 2*w-24, 296, 44, p.c)
	p.rect(332-w, 232, 2*w-24, 40, 20, p.l)
	p.rect(336-w, 110, 2*w-32, 70, 14, []string{amber, slate, walnut, chrome}[p.one(2, 4)])
	p.rect(336-w, 134, 2*w-32, 8, 0, "#0000001f")
	p.rect(320-w, 310, 2*w, 136, 0, paper)
	p.circle(320, 360, 26, p.d)
	p.rect(260, 404, 120, 9, 4, steel)
	p.rect(280, 422, 80, 9, 4, steel)
	p.rect(340-w, 200, 16, 320, 8, "#ffffff66")
}

func box(p *pen) {
	h := p.vary(1, 300, 400)
	y := 536 - h
	p.shadow(544, 380)
	p.path(p.dd, "M440 %vl60 34v%vl-60 34z", y, h-68)
	p.rect(150, y, 294, h, 6, p.c)
	p.rect(150, y, 294, 40, 6, p.d)
	p.rect(184, y+74, 226, 96, 10, paper)
	p.rect(206, y+98, 182, 16, 8, p.c)
	p.rect(236, y+128, 122, 10, 5, steel)
	p.circle(297, y+h-100, 60, p.l)
	p.circle(297, y+h-100, 40, []string{amber, coral, leaf, paper}[p.one(2, 4)])
	p.rect(184, y+h-26, 80, 10, 5, p.l)
}

func bag(p *pen) {
	p.shadow(546, 350)
	p.path(p.d, "M176 130h288l20 400q0 14-16 14H172q-16 0-16-14z")
	p.path(p.c, "M176 130h240q-8 200 10 414H172q-16 0-16-14z")
	p.rect(166, 96, 308, 44, 8, p.dd)
	for i := range 14 {
		p.rect(174+float64(i)*21.6, 100, 6, 34, 3, p.d)
	}
	p.rect(212, 236, 216, 190, 16, paper)
	p.rect(240, 264, 160, 18, 9, p.c)
	p.circle(320, 342, 38, []string{amber, "#7a5236", leaf, coral}[p.one(1, 4)])
	p.oval(320, 342, 10, 30, p.ll)
	p.rect(262, 398, 116, 10, 5, steel)
}

func can(p *pen) {
	w := p.vary(1, 116, 140)
	p.shadow(546, 2*w+60)
	p.path(steel, "M%v 150v360q0 34 %v 34t%v-34V150z", 320-w, w, w)
	p.path(p.c, "M%v 190v284q0 32 %v 32t%v-32V190z", 320-w, w, w)
	p.path(p.d, "M%v 190h60v300q-20 10-60 14z", 260+w)
	p.oval(320, 150, w, 30, chrome)
	p.oval(320, 152, w-14, 22, iron)
	p.path(paper, "M%v 270q%v 50 %v 0v120q-%v 50-%v 0z", 320-w, w, 2*w, w, 2*w)
	p.circle(320, 354, 44, []string{coral, amber, leaf, p.d}[p.one(2, 4)])
	p.path(moss, "M320 312q30-40 56-18q-16 28-56 18z")
}

func oil(p *pen) {
	p.shadow(556, 200)
	p.rect(290, 60, 60, 54, 10, ink)
	p.path(p.d, "M294 110h52v70q62 30 62 110v230q0 26-26 26H258q-26 0-26-26V290q0-80 62-110z")
	p.path(p.c, "M294 110h30v74q50 40 50 110v252H258q-26 0-26-26V290q0-80 62-110z")
	p.rect(232, 320, 176, 150, 0, paper)
	p.rect(256, 344, 128, 16, 8, p.d)
	p.path(leaf, "M320 380q50 0 50 40q-50 10-50-40zM316 384q-46 4-44 40q46 8 44-40z")
	p.rect(276, 446, 88, 9, 4, steel)
	p.rect(250, 230+p.vary(1, 0, 30), 14, 70, 7, "#ffffff55")
}

func chocolate(p *pen) {
	p.shadow(520, 430)
	p.turned(p.vary(1, -16, -8), 320, 320, func() {
		p.rect(110, 220, 200, 220, 8, "#5a3826")
		for i := range 8 {
			p.rect(120+float64(i%2)*52, 228+float64(i/2)*53, 46, 46, 6, "#744a33")
		}
		p.path(chrome, "M216 212l16 14l-14 16l14 18l-14 18l14 18l-14 18l14 18l-14 18l14 18l-14 18l14 18l-16 16h60V212z")
		p.rect(250, 210, 290, 240, 8, p.dd)
		p.rect(250, 206, 290, 238, 8, p.c)
		p.rect(290, 256, 210, 80, 8, paper)
		p.rect(312, 278, 166, 16, 8, p.c)
		p.rect(338, 306, 112, 10, 5, steel)
		p.circle(394, 390, 26, amber)
	})
}
